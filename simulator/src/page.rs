//! Pages of lists: how many items AWS gives at once, and the token for the rest.

/// The items of a page and the token of the next; none of both for a token that was not given by this.
pub(crate) fn page<T>(
    all: Vec<T>,
    token: Option<&str>,
    size: usize,
) -> Option<(Vec<T>, Option<String>)> {
    let from = match token.filter(|t| !t.is_empty()) {
        None => 0,
        Some(token) => read(token)?,
    };
    let total = all.len();
    if from > 0 && from >= total {
        return Some((Vec::new(), None));
    }
    let items = all.into_iter().skip(from).take(size).collect();
    let next = (from + size < total).then(|| write(from + size));
    Some((items, next))
}

/// How many items a page has that asks for `wanted` where the service gives at most `most`, which is what it gives when
/// nobody asks.
pub(crate) fn size(wanted: Option<u32>, most: usize) -> usize {
    wanted.map_or(most, |n| (n as usize).clamp(1, most))
}

/// A token says nothing to whom it is given, so nobody is tempted to make one.
const MASK: u64 = 0x5a17_c0de_0bad_f00d;

/// A place in a list as a token.
pub(crate) fn write(from: usize) -> String {
    format!("{:016x}", from as u64 ^ MASK)
}

/// The place that a token stands for; none for one that was not given by [`write`].
pub(crate) fn read(token: &str) -> Option<usize> {
    let number = u64::from_str_radix(token, 16).ok()? ^ MASK;
    (token.len() == 16 && number < 1 << 32).then_some(number as usize)
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn pages_follow_each_other_and_the_last_has_no_token() {
        let all: Vec<u32> = (0..25).collect();
        let (mut seen, mut token) = (Vec::new(), None);
        for size in [10, 10, 5] {
            let (items, next) = page(all.clone(), token.as_deref(), 10).expect("a token of ours");
            assert_eq!(items.len(), size);
            seen.extend(items);
            token = next;
        }
        assert_eq!((seen, token), (all.clone(), None));
        assert_eq!(page(all, Some("mine"), 10), None);
        assert_eq!(page(vec![1; 10], None, 10), Some((vec![1; 10], None)));
    }
}
