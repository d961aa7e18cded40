"""
Descriptions of clusters to start from, for `clusters.actions.set_up_cluster`.

The terms of a focus area are single words and two-word phrases by which a project counts as
evidence for it. They are chosen to be precise: "data" or "cell" alone would let in everything, and
a word that is left out is missed less than a wrong one is resented. Words that are joined by a
hyphen in a text are written here with a space. Where both are usual, singular and plural stand.
"""

from typing import Any


def _terms(written: str) -> list[str]:
    return [" ".join(term.split()) for term in written.split(",")]


DIGITAL_HEALTH = {
    "code": "digital-health",
    "name": {"en": "Digital health", "fr": "Santé numérique", "de": "Digitale Gesundheit"},
    "terms": {
        "en": _terms(
            """
            digital health, ehealth, mhealth, telemedicine, telehealth, telemonitoring,
            teleconsultation, remote monitoring, health app, health apps, digital therapeutics,
            digital therapeutic, health data, health records, health record, patient records,
            clinical decision, wearable sensors, wearable devices, digital biomarkers,
            digital biomarker, medical software, connected health, virtual care,
            hospital information, health informatics, telerehabilitation, patient twin,
            virtual patients
            """
        ),
        "fr": _terms(
            """
            santé numérique, esanté, télémédecine, télésanté, télésurveillance,
            téléconsultation, télésuivi, santé connectée, dossier médical, dossier patient,
            décision clinique, capteurs portables, thérapies numériques, thérapie numérique,
            biomarqueurs numériques, logiciel médical, informatique médicale, téléréadaptation,
            patient virtuel
            """
        ),
        "de": _terms(
            """
            digitale gesundheit, telemedizin, telemonitoring, fernüberwachung,
            videosprechstunde, gesundheitsapp, gesundheitsapps, gesundheitsdaten, patientenakte,
            patientenakten, patientendaten, medizininformatik, entscheidungsunterstützung,
            digitale therapie, digitale biomarker, medizinische software, tragbare sensoren,
            krankenhausinformationssystem, telerehabilitation, virtueller patient
            """
        ),
    },
}


NEURODEGENERATIVE_DISEASES = {
    "code": "neurodegenerative-diseases",
    "name": {
        "en": "Neurodegenerative diseases",
        "fr": "Maladies neurodégénératives",
        "de": "Neurodegenerative Erkrankungen",
    },
    "terms": {
        "en": _terms(
            """
            neurodegenerative, neurodegeneration, parkinson, alzheimer, dementia, dementias,
            huntington, amyotrophic lateral, motor neuron, frontotemporal, lewy body,
            lewy bodies, synuclein, amyloid beta, tau protein, tauopathies, neuroinflammation,
            neuroprotection, neuroprotective, cognitive decline, cognitive impairment,
            substantia nigra, brain organoids
            """
        ),
        "fr": _terms(
            """
            neurodégénérative, neurodégénératives, neurodégénératif, neurodégénérescence,
            parkinson, alzheimer, démence, démences, huntington, sclérose latérale, motoneurone,
            motoneurones, frontotemporale, synucléine, protéine tau, neuroinflammation,
            neuroprotection, déclin cognitif, troubles cognitifs
            """
        ),
        "de": _terms(
            """
            neurodegenerativ, neurodegenerative, neurodegenerativen, neurodegeneration,
            parkinson, alzheimer, demenz, demenzen, huntington, lateralsklerose, motoneuron,
            motoneurone, frontotemporale, synuklein, tauprotein, neuroinflammation,
            neuroprotektion, kognitive beeinträchtigung, kognitiver abbau
            """
        ),
    },
}


MOLECULAR_DIAGNOSTICS = {
    "code": "molecular-diagnostics",
    "name": {
        "en": "Molecular diagnostics",
        "fr": "Diagnostic moléculaire",
        "de": "Molekulare Diagnostik",
    },
    "terms": {
        "en": _terms(
            """
            molecular diagnostics, molecular diagnostic, molecular diagnosis, vitro diagnostics,
            vitro diagnostic, companion diagnostics, companion diagnostic, liquid biopsy,
            liquid biopsies, circulating tumour, circulating tumor, biomarker discovery,
            biomarker validation, diagnostic biomarkers, diagnostic test, diagnostic tests,
            diagnostic assay, diagnostic assays, lateral flow, genetic testing,
            rapid diagnostic, ctdna, molecular testing, diagnostic platform, diagnostic kit
            """
        ),
        "fr": _terms(
            """
            diagnostic moléculaire, diagnostics moléculaires, diagnostic vitro, test compagnon,
            tests compagnons, biopsie liquide, biopsies liquides, tumorales circulantes,
            biomarqueurs diagnostiques, test diagnostique, tests diagnostiques, test rapide,
            tests rapides, tests génétiques, séquençage génomique, kit diagnostique,
            dispositif diagnostique
            """
        ),
        "de": _terms(
            """
            molekulare diagnostik, molekulardiagnostik, molekularen diagnostik,
            vitro diagnostik, vitro diagnostika, begleitdiagnostik, flüssigbiopsie,
            flüssigbiopsien, zirkulierende tumorzellen, diagnostische tests,
            diagnostischer test, diagnostische biomarker, schnelltest, schnelltests, gentest,
            gentests, genomsequenzierung, diagnostikplattform, schnelldiagnostik
            """
        ),
    },
}


IMMUNO_ONCOLOGY = {
    "code": "immuno-oncology",
    "name": {"en": "Immuno-oncology", "fr": "Immuno-oncologie", "de": "Immunonkologie"},
    "terms": {
        "en": _terms(
            """
            immuno oncology, immunooncology, cancer immunotherapy, cancer immunotherapies,
            tumour immunology, tumor immunology, antitumour immunity, antitumor immunity,
            checkpoint inhibitor, checkpoint inhibitors, immune checkpoint,
            tumour microenvironment, tumor microenvironment, nk cells, natural killer,
            cancer vaccine, cancer vaccines, oncolytic, neoantigen, neoantigens, bispecific,
            tumour infiltrating, tumor infiltrating, pd l1, adoptive cell, chimeric antigen,
            tumour antigens, tumor antigens
            """
        ),
        "fr": _terms(
            """
            immuno oncologie, immunooncologie, immunothérapie, immunothérapies,
            immunologie tumorale, microenvironnement tumoral, cellules nk, vaccin anticancéreux,
            vaccins anticancéreux, oncolytique, oncolytiques, néoantigène, néoantigènes,
            immunité antitumorale, antigènes tumoraux, récepteur antigénique
            """
        ),
        "de": _terms(
            """
            immunonkologie, immunonkologisch, immuntherapie, immuntherapien, krebsimmuntherapie,
            checkpoint inhibitoren, checkpointinhibitoren, tumorimmunologie, tumormikroumgebung,
            nk zellen, killerzellen, krebsimpfstoff, krebsimpfstoffe, onkolytisch, onkolytische,
            neoantigen, neoantigene, bispezifisch, bispezifische, tumorantigene,
            chimäre antigenrezeptoren
            """
        ),
    },
}

BIOHEALTH: dict[str, Any] = {
    "slug": "biohealth",
    "name": "Luxembourg BioHealth Cluster",
    "managing_body": "Luxinnovation GIE",
    "languages": ["en", "fr", "de"],
    "contact_email": "biohealth@cluster.example",
    "is_draft": True,
    "focus_areas": [
        DIGITAL_HEALTH,
        NEURODEGENERATIVE_DISEASES,
        MOLECULAR_DIAGNOSTICS,
        IMMUNO_ONCOLOGY,
    ],
}


def _bare(slug: str, name: str) -> dict[str, Any]:
    """Return a cluster of which only the name is known for sure; its people add the rest."""
    return {
        "slug": slug,
        "name": name,
        "managing_body": "",
        "languages": ["en", "fr", "de"],
        "contact_email": "",
        "is_draft": True,
        "focus_areas": [],
    }


# The clusters of the Luxembourg Cluster Initiative, by their names in addresses.
STARTING_SETS: dict[str, dict[str, Any]] = {
    spec["slug"]: spec
    for spec in (
        BIOHEALTH,
        _bare("automobility", "AutoMobility Cluster"),
        _bare("cleantech", "CleanTech Cluster"),
        _bare("creative-industries", "Creative Industries Cluster"),
        _bare("materials-manufacturing", "Materials & Manufacturing Cluster"),
        _bare("wood", "Wood Cluster"),
    )
}


def empty_set(slug: str, name: str) -> dict[str, Any]:
    """Return a cluster that has nothing but a name yet."""
    return _bare(slug, name)
