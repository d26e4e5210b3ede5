"""Where projects come from: signed pushes in, bounded Git fetches and uploads out as source trees."""
