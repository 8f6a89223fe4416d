"""Who is on call when: rotations, overrides and forwardings, without any service's field names."""
