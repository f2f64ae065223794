"""How far somebody is trusted: thresholds that can be changed, and a pure decision over counts."""
