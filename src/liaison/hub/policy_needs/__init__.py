"""Policy needs: what hinders members, carried to the government, and the answers back."""
