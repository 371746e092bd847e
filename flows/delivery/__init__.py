"""Hand-over of finished briefs by e-mail and by folder."""
