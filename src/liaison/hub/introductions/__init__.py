"""Two organisations that do not know each other yet are asked, one after the other, to meet."""
