"""Pictures of the graph, as SVG of our own."""
