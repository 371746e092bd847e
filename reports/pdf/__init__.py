"""What makes a painted brief PDF/A-3a and PDF/UA-1 in one file: metadata, tags, attachments, and how it is written."""
