"""Rule packs and the judge: controls, fact sheets, findings, scores."""
