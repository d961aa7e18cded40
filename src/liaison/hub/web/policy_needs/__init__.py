"""Pages of policy needs: for members, for the team, for strategic partners."""
