"""How people come to speak for an organisation of the directory: claims and invitations."""
