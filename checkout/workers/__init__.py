"""Work that crosses the network and takes its time: asking gateways, for notices and by the clock."""
