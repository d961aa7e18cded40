"""What spans records: taking many in from a file, undoing that weeks later, giving them out."""
