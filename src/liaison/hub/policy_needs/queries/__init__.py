"""Reading policy needs: each function names its reader."""
