"""Two years of nights of portals that never were: what a spider would have counted of them."""
