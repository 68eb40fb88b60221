//! Random numbers that are the same on every machine.

/// `SplitMix64` (Steele, Lea and Flood 2014): a counter and a mixing function, one `u64` of state.
///
/// It passes the usual statistical tests and any seed is a good one, which is all a benchmark asks
/// for.
pub struct Rng(u64);

/// Which decision a random stream serves, so that no two decisions share one.
#[derive(Clone, Copy)]
pub enum Stream {
    /// Whether something is due of a contact.
    Due,
    /// How a file is named.
    File,
    /// Who meets whom and when.
    Meeting,
    /// What a note says.
    Note,
    /// Whether a question has a block id.
    Question,
    /// Who referred a contact.
    Referrer,
    /// What is due of a contact.
    Rule,
    /// What is edited, and how.
    Edit,
}

impl Rng {
    /// The odd constant of the golden ratio, by which the counter advances.
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

    /// Returns the stream of one decision about the thing with this number.
    pub fn new(seed: u64, stream: Stream, number: usize) -> Self {
        let stream = Self::mix((stream as u64 + 1).wrapping_mul(Self::STEP));
        Self(Self::mix(seed ^ Self::mix(stream.wrapping_add(number as u64))))
    }

    fn mix(mut z: u64) -> u64 {
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(Self::STEP);
        Self::mix(self.0)
    }

    /// Returns a number below `bound`, and 0 where `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let number = self.next() % (bound.max(1) as u64);
        // The remainder is smaller than a `usize`, so the conversion cannot fail.
        usize::try_from(number).unwrap_or_default()
    }

    /// Returns a number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// Returns whether that share of a hundred is hit.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// Returns one of the items, which must not be empty.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Returns one of the words between the bars.
    pub(super) fn any<'a>(&mut self, words: &'a str) -> &'a str {
        let at = self.below(words.split('|').count());
        words.split('|').nth(at).unwrap_or_default()
    }

    /// Returns the first of the words between the bars more often than all others together.
    pub(super) fn mostly<'a>(&mut self, words: &'a str) -> &'a str {
        let words = if self.percent(55) { words.split('|').next().unwrap_or_default() } else { words };
        self.any(words)
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
