"""The pages: layout and components, and one folder named after each part it shows."""
