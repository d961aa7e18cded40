"""
Taxonomies to start from, for `taxonomies.setting_up.set_up_taxonomies`.

A line is a term: code, names in English, French and German, other words for it. A line that is
indented lies under the last one that is not. Where the words are from stands with each version;
what nobody of a cluster has gone through yet says so.
"""

# ruff: noqa: E501
# A term is one line, however long its names are.
from typing import Any

from liaison.hub.taxonomies.choices import Relation, Subject

_OURS = "Written with Liaison as a set to start from"
_MAPPING = "Luxembourg health technology mapping"

SUB_SECTORS: dict[str, Any] = {
    "slug": "health-technology-sub-sectors",
    "subject": Subject.SUB_SECTORS,
    "of_cluster": True,
    "names": (
        "Sub-sectors of health technology",
        "Sous-secteurs des technologies de la santé",
        "Teilbereiche der Gesundheitstechnologie",
    ),
    "versions": [
        {
            "valid_from": "2019-01-15",
            "valid_until": "2025-10-06",
            "source": f"{_MAPPING} of 2019 to 2021, classes as published with the figures of 2020",
            "is_reviewed": True,
            "terms": """
                diagnostics-devices | Diagnostics and devices | Diagnostic et dispositifs | Diagnostik und Geräte
                biopharma | Biopharma | Biopharma | Biopharma
                other | Other health technology | Autres technologies de la santé | Sonstige Gesundheitstechnologie
            """,
        },
        {
            "valid_from": "2025-10-07",
            "valid_until": None,
            "source": f"{_MAPPING} of 7 October 2025 (luxinnovation.lu, HealthTech ecosystem mapping)",
            "is_reviewed": True,
            "terms": """
                medical-devices | Medical devices | Dispositifs médicaux | Medizinprodukte
                health-software | Non-regulated health software | Logiciels de santé non réglementés | Nicht regulierte Gesundheitssoftware
                distribution | Distribution | Distribution | Vertrieb
                biopharma | Biopharma | Biopharma | Biopharma
                ivd | In vitro diagnostics | Diagnostic in vitro | In-vitro-Diagnostik | IVD
                clinical-laboratories | Clinical laboratories | Laboratoires d’analyses médicales | Medizinische Labore
            """,
            # No source says how the classes became others; the lines are ours, and say so.
            "crosswalk": [
                ("diagnostics-devices", "medical-devices", Relation.PART),
                ("diagnostics-devices", "ivd", Relation.PART),
                ("diagnostics-devices", "clinical-laboratories", Relation.PART),
                ("biopharma", "biopharma", Relation.SAME),
                ("other", "health-software", Relation.PART),
                ("other", "distribution", Relation.PART),
            ],
            "crosswalk_note": "Inferred from the names of the classes; not verified",
        },
    ],
}

FACILITIES: dict[str, Any] = {
    "slug": "facilities",
    "subject": Subject.FACILITIES,
    "of_cluster": False,
    "names": ("Kinds of facilities", "Types d’installations", "Arten von Einrichtungen"),
    "versions": [
        {
            "valid_from": None,
            "valid_until": None,
            "source": _OURS,
            "is_reviewed": False,
            "terms": """
                laboratory | Laboratory | Laboratoire | Labor | lab
                  bsl-1 | Biosafety laboratory level 1 | Laboratoire de biosécurité niveau 1 | Labor der Biosicherheitsstufe 1 | BSL-1, L1, S1
                  bsl-2 | Biosafety laboratory level 2 | Laboratoire de biosécurité niveau 2 | Labor der Biosicherheitsstufe 2 | BSL-2, L2, S2
                  bsl-3 | Biosafety laboratory level 3 | Laboratoire de biosécurité niveau 3 | Labor der Biosicherheitsstufe 3 | BSL-3, L3, S3
                  chemistry-laboratory | Chemistry laboratory | Laboratoire de chimie | Chemielabor
                clean-room | Clean room | Salle blanche | Reinraum | cleanroom
                biobank | Biobank | Biobanque | Biobank
                animal-facility | Animal facility | Animalerie | Tierhaltung | vivarium
                imaging-platform | Imaging platform | Plateforme d’imagerie | Bildgebungsplattform
                sequencing-platform | Sequencing platform | Plateforme de séquençage | Sequenzierplattform | NGS
                mass-spectrometry-platform | Mass spectrometry platform | Plateforme de spectrométrie de masse | Massenspektrometrie-Plattform
                clinical-investigation-centre | Clinical investigation centre | Centre d’investigation clinique | Zentrum für klinische Studien
                cold-storage | Cold storage | Stockage frigorifique | Kühllager | minus 80
                pilot-plant | Pilot plant | Usine pilote | Pilotanlage
                prototyping-workshop | Prototyping workshop | Atelier de prototypage | Prototypenwerkstatt | fablab
                computing-centre | High-performance computing | Calcul à haute performance | Hochleistungsrechner | HPC
                data-centre | Data centre | Centre de données | Rechenzentrum
            """,
        }
    ],
}

CERTIFICATES: dict[str, Any] = {
    "slug": "certificates",
    "subject": Subject.CERTIFICATES,
    "of_cluster": False,
    "names": (
        "Certificates and accreditations",
        "Certifications et accréditations",
        "Zertifikate und Akkreditierungen",
    ),
    "versions": [
        {
            "valid_from": None,
            "valid_until": None,
            "source": _OURS,
            "is_reviewed": False,
            "terms": """
                iso-13485 | ISO 13485: medical devices | ISO 13485 : dispositifs médicaux | ISO 13485: Medizinprodukte | ISO 13485
                iso-9001 | ISO 9001: quality management | ISO 9001 : management de la qualité | ISO 9001: Qualitätsmanagement | ISO 9001
                iso-15189 | ISO 15189: medical laboratories | ISO 15189 : laboratoires médicaux | ISO 15189: medizinische Labore | ISO 15189
                iso-17025 | ISO/IEC 17025: testing laboratories | ISO/IEC 17025 : laboratoires d’essais | ISO/IEC 17025: Prüflabore | ISO 17025
                iso-20387 | ISO 20387: biobanks | ISO 20387 : biobanques | ISO 20387: Biobanken | ISO 20387
                iso-27001 | ISO/IEC 27001: information security | ISO/IEC 27001 : sécurité de l’information | ISO/IEC 27001: Informationssicherheit | ISO 27001
                iso-14001 | ISO 14001: environment | ISO 14001 : environnement | ISO 14001: Umwelt | ISO 14001
                ce-mark | CE certificate of a notified body | Certificat CE d’un organisme notifié | CE-Zertifikat einer benannten Stelle | CE, MDR, IVDR
                good-practice | Good practice | Bonnes pratiques | Gute Praxis | GxP
                  gmp | Good manufacturing practice (GMP) | Bonnes pratiques de fabrication (BPF) | Gute Herstellungspraxis (GMP) | GMP, BPF
                  gcp | Good clinical practice (GCP) | Bonnes pratiques cliniques (BPC) | Gute klinische Praxis (GCP) | GCP, BPC
                  glp | Good laboratory practice (GLP) | Bonnes pratiques de laboratoire (BPL) | Gute Laborpraxis (GLP) | GLP, BPL
                  gdp | Good distribution practice (GDP) | Bonnes pratiques de distribution (BPD) | Gute Vertriebspraxis (GDP) | GDP, BPD
            """,
        }
    ],
}

SKILLS: dict[str, Any] = {
    "slug": "biohealth-skills",
    "subject": Subject.SKILLS,
    "of_cluster": True,
    "names": (
        "Skills and services of biohealth",
        "Compétences et services de la biosanté",
        "Fähigkeiten und Dienste der Biogesundheit",
    ),
    "versions": [
        {
            "valid_from": None,
            "valid_until": None,
            "source": _OURS,
            "is_reviewed": False,
            "terms": """
                discovery | Discovery and biology | Découverte et biologie | Forschung und Biologie
                  cell-culture | Cell culture | Culture cellulaire | Zellkultur
                  organoids | Organoids and tissue models | Organoïdes et modèles tissulaires | Organoide und Gewebemodelle
                  animal-models | Animal models | Modèles animaux | Tiermodelle | in vivo
                  protein-engineering | Protein engineering | Ingénierie des protéines | Protein-Engineering
                  antibody-development | Antibody development | Développement d’anticorps | Antikörperentwicklung
                  medicinal-chemistry | Medicinal chemistry | Chimie médicinale | Medizinische Chemie
                  screening | Screening of compounds | Criblage de composés | Wirkstoffscreening | high-throughput screening
                  microbiology | Microbiology | Microbiologie | Mikrobiologie
                  immunology | Immunology | Immunologie | Immunologie
                analysis | Analysis and omics | Analyses et omiques | Analytik und Omik
                  genomics | Genomics and sequencing | Génomique et séquençage | Genomik und Sequenzierung | NGS
                  proteomics | Proteomics | Protéomique | Proteomik
                  metabolomics | Metabolomics | Métabolomique | Metabolomik
                  histology | Histology and pathology | Histologie et pathologie | Histologie und Pathologie
                  flow-cytometry | Flow cytometry | Cytométrie en flux | Durchflusszytometrie | FACS
                  bioimaging | Microscopy and imaging | Microscopie et imagerie | Mikroskopie und Bildgebung
                  biomarkers | Biomarker discovery | Découverte de biomarqueurs | Biomarkerforschung
                  analytical-chemistry | Analytical chemistry | Chimie analytique | Analytische Chemie
                diagnostics | Diagnostics | Diagnostic | Diagnostik
                  assay-development | Assay development | Développement de tests | Testentwicklung
                  companion-diagnostics | Companion diagnostics | Tests compagnons | Begleitdiagnostik
                  point-of-care | Point-of-care tests | Tests au point de soins | Patientennahe Tests | POCT
                  sample-collection | Sample collection and storage | Collecte et conservation d’échantillons | Probenentnahme und -lagerung
                devices | Devices and engineering | Dispositifs et ingénierie | Geräte und Technik
                  device-design | Design of medical devices | Conception de dispositifs médicaux | Entwicklung von Medizinprodukten
                  electronics | Medical electronics | Électronique médicale | Medizinelektronik
                  sensors | Sensors and wearables | Capteurs et objets portables | Sensoren und Wearables
                  microfluidics | Microfluidics | Microfluidique | Mikrofluidik | lab on a chip
                  biomaterials | Biomaterials | Biomatériaux | Biomaterialien
                  implants | Implants | Implants | Implantate
                  robotics | Medical robotics | Robotique médicale | Medizinrobotik
                  prototyping | Prototyping | Prototypage | Prototypenbau
                  sterilisation | Sterilisation and packaging | Stérilisation et conditionnement | Sterilisation und Verpackung
                digital | Data and software | Données et logiciels | Daten und Software
                  health-data | Health data management | Gestion de données de santé | Verwaltung von Gesundheitsdaten
                  artificial-intelligence | Artificial intelligence | Intelligence artificielle | Künstliche Intelligenz | AI, IA, KI, machine learning
                  bioinformatics | Bioinformatics | Bio-informatique | Bioinformatik
                  biostatistics | Biostatistics | Biostatistique | Biostatistik
                  medical-software | Medical device software | Logiciels dispositifs médicaux | Software als Medizinprodukt | SaMD
                  telemedicine | Telemedicine | Télémédecine | Telemedizin
                  interoperability | Interoperability of records | Interopérabilité des dossiers | Interoperabilität von Akten | FHIR, HL7
                  cybersecurity | Security of health data | Sécurité des données de santé | Sicherheit von Gesundheitsdaten
                  modelling | Modelling and simulation | Modélisation et simulation | Modellierung und Simulation | digital twin
                clinical | Clinical development | Développement clinique | Klinische Entwicklung
                  clinical-trials | Running clinical trials | Conduite d’essais cliniques | Durchführung klinischer Studien | CRO
                  trial-design | Design of clinical trials | Conception d’essais cliniques | Planung klinischer Studien
                  patient-recruitment | Recruitment of patients | Recrutement de patients | Patientenrekrutierung
                  data-monitoring | Monitoring of trial data | Suivi des données d’essais | Überwachung von Studiendaten
                  real-world-evidence | Real-world evidence | Données de vie réelle | Evidenz aus dem Versorgungsalltag | RWE
                  health-economics | Health economics | Économie de la santé | Gesundheitsökonomie | HTA
                  patient-involvement | Involvement of patients | Implication des patients | Einbindung von Patienten
                production | Production and supply | Production et logistique | Produktion und Logistik
                  contract-manufacturing | Contract manufacturing | Fabrication sous contrat | Auftragsfertigung | CDMO, CMO
                  cell-therapy-manufacturing | Making of cell therapies | Fabrication de thérapies cellulaires | Herstellung von Zelltherapien | ATMP
                  formulation | Formulation | Formulation galénique | Formulierung
                  quality-control | Quality control | Contrôle qualité | Qualitätskontrolle
                  cold-chain | Cold-chain logistics | Logistique du froid | Kühlkettenlogistik
                market | Market and law | Marché et droit | Markt und Recht
                  regulatory-affairs | Regulatory affairs | Affaires réglementaires | Zulassung | MDR, IVDR
                  quality-management | Quality management systems | Systèmes de management de la qualité | Qualitätsmanagementsysteme | QMS
                  intellectual-property | Intellectual property | Propriété intellectuelle | Geistiges Eigentum | patents
                  reimbursement | Reimbursement and pricing | Remboursement et prix | Erstattung und Preise
                  market-access | Market access | Accès au marché | Marktzugang
                  business-development | Business development | Développement commercial | Geschäftsentwicklung
                  funding-advice | Advice on funding | Conseil en financement | Förderberatung
                  training | Training | Formation | Schulung
            """,
        }
    ],
}

BIOHEALTH = (SUB_SECTORS, SKILLS, FACILITIES, CERTIFICATES)


def rows_of(written: str) -> list[dict[str, Any]]:
    """Return the terms of a version as rows: code, parent, names and synonyms."""
    rows: list[dict[str, Any]] = []
    lines = [line for line in written.splitlines() if line.strip()]
    outer = min(len(line) - len(line.lstrip()) for line in lines)
    top = ""
    for line in lines:
        is_below = len(line) - len(line.lstrip()) > outer
        code, *names = (each.strip() for each in line.split("|"))
        synonyms = [each.strip() for each in names[3].split(",")] if len(names) > 3 else []
        rows.append(
            {
                "code": code,
                "parent": top if is_below else "",
                "names": tuple(names[:3]),
                "synonyms": synonyms,
            }
        )
        top = top if is_below else code
    return rows
