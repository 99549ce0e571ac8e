//! Amazon's pool of public IPv4 addresses; here the ranges that are reserved for documentation and tests.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// The ranges by their first address and how many are usable (RFC 5737, RFC 2544).
const RANGES: [(Ipv4Addr, u32); 3] = [
    (Ipv4Addr::new(198, 51, 100, 1), 254),
    (Ipv4Addr::new(203, 0, 113, 1), 254),
    (Ipv4Addr::new(198, 18, 0, 1), (1 << 17) - 2),
];

/// Which addresses are out, as numbers. One that comes back is handed out again as late as possible.
#[derive(Clone, Debug, Default)]
pub(super) struct PublicAddresses {
    taken: BTreeSet<u32>,
    next: u32,
}

impl PublicAddresses {
    /// Takes an address; none when the pool is empty.
    pub(super) fn take(&mut self) -> Option<Ipv4Addr> {
        if self.left() == 0 {
            return None;
        }
        loop {
            let address = nth(self.next);
            self.next = (self.next + 1) % size();
            if self.taken.insert(address.into()) {
                return Some(address);
            }
        }
    }

    /// How many addresses are left.
    pub(super) fn left(&self) -> usize {
        size() as usize - self.taken.len()
    }

    /// Gives an address back.
    pub(super) fn give_back(&mut self, address: Ipv4Addr) {
        self.taken.remove(&address.into());
    }

    /// Tells whether an address is out.
    pub(super) fn is_taken(&self, address: Ipv4Addr) -> bool {
        self.taken.contains(&address.into())
    }
}

fn size() -> u32 {
    RANGES.iter().map(|(_, n)| n).sum()
}

fn nth(mut n: u32) -> Ipv4Addr {
    for (first, count) in RANGES {
        if n < count {
            return Ipv4Addr::from(u32::from(first) + n);
        }
        n -= count;
    }
    unreachable!("a position lies within the ranges")
}
