"""The United Nations' own rules: document symbols, sessions, bodies and dates. Pure; imports nothing of ours."""
