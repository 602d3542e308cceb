"""Tables booked through a reservation system; its answer decides."""
