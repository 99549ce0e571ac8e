//! How keys are written: SSH's strings, DER's integers, PEM's lines.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use num_bigint::BigUint;

/// Appends bytes with their length before them (RFC 4251, section 5: `string`).
pub(super) fn string(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend(length.to_be_bytes());
    out.extend(bytes);
}

/// A number as its bytes, the first of which is no sign (RFC 4251, section 5: `mpint`; X.690, section 8.3).
pub(super) fn unsigned(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes[0] & 0x80 != 0 {
        bytes.insert(0, 0);
    }
    bytes
}

/// A value of DER: its tag, its length, its bytes (X.690, section 8.1).
pub(super) fn der(tag: u8, bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len().to_be_bytes();
    let zeros = length.iter().take_while(|b| **b == 0).count();
    let significant = &length[zeros.min(length.len() - 1)..];
    let mut out = vec![tag];
    if bytes.len() >= 0x80 {
        out.push(0x80 | significant.len() as u8);
    }
    out.extend(significant);
    out.extend(bytes);
    out
}

/// A file of PEM, without the end of its last line, as `CreateKeyPair` gives it.
pub(super) fn pem(label: &str, bytes: &[u8], width: usize) -> String {
    let text = BASE64_STANDARD.encode(bytes);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(width.min(rest.len()));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out.push_str(&format!("-----END {label}-----"));
    out
}

/// A public key as a line of `authorized_keys`, without a comment.
pub(super) fn line(kind: &str, blob: &[u8]) -> String {
    format!("{kind} {}", BASE64_STANDARD.encode(blob))
}

/// Bytes as base64.
pub(crate) fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

/// The bytes of a text in base64; none when it is none.
pub(crate) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok()
}
