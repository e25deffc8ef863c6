"""What somebody who reads the archive waits for, measured on 200,000 invented articles."""
