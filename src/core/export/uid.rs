//! Names of events and cards that stay the same from export to export, so that a calendar or an address book updates
//! its entries instead of adding new ones.

use crate::core::base::text::stable_hash_128;

/// Returns a UUID for the thing that these parts identify (RFC 9562, version 8).
///
/// The parts must not include anything that may change, such as the day of an event.
pub(super) fn uid(parts: &[&str]) -> String {
    const VERSION: u128 = 8 << 76;
    const VARIANT: u128 = 2 << 62;
    let free = !(0xf << 76 | 3 << 62);
    let digits = format!("{:032x}", stable_hash_128(parts.join("\0").as_bytes()) & free | VERSION | VARIANT);
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|group| digits.get(group).unwrap_or_default());
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_changes_and_tells_its_parts_apart() {
        assert_eq!(uid(&["meeting", "meetings/a.md"]), "5a866576-77ba-8a30-8fa1-ba57f4186bf9");
        assert_ne!(uid(&["a", "bc"]), uid(&["ab", "c"]));
    }
}
