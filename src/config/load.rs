//! Reads `coffeechat.yaml`; an unknown key is an error with its line and a "did you mean".
