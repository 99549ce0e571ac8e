//! Small conversions between plain shapes and the SDK's, where every member is optional.

use std::net::Ipv4Addr;

use aws_smithy_types::DateTime;
use paperboat_core::time::Timestamp;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

/// Sends a text, unless it is empty.
pub(super) fn text(text: impl Into<String>) -> Option<String> {
    Some(text.into()).filter(|t| !t.is_empty())
}

/// Sends one of AWS's words, unless it is empty. Words that the SDK does not know go out as they are.
pub(super) fn word<W: for<'a> From<&'a str>>(word: &str) -> Option<W> {
    (!word.is_empty()).then(|| W::from(word))
}

/// Sends AWS's words.
pub(super) fn words<W: for<'a> From<&'a str>>(words: &[String]) -> Option<Vec<W>> {
    some(words.iter().map(|w| W::from(w.as_str())).collect())
}

/// Sends a list, unless it is empty.
pub(super) fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|l| !l.is_empty())
}

/// Sends a list of shapes, unless it is empty.
pub(super) fn list<A, B>(list: Vec<A>, to: impl FnMut(A) -> B) -> Option<Vec<B>> {
    some(list.into_iter().map(to).collect())
}

/// Sends a list of shapes that may lack something required, unless it is empty.
pub(super) fn try_list<A, B, E>(
    list: Vec<A>,
    to: impl FnMut(A) -> Result<B, E>,
) -> Result<Option<Vec<B>>, E> {
    Ok(some(list.into_iter().map(to).collect::<Result<_, _>>()?))
}

/// Sends a switch, unless it is off.
pub(super) fn on(switch: bool) -> Option<bool> {
    switch.then_some(true)
}

/// Sends a number; one that AWS's type cannot hold becomes the largest, for AWS to refuse.
pub(super) fn int(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Cuts what is asked for into requests; nothing asked for is one request too.
pub(super) fn portions(names: &[String], most: usize) -> Vec<Vec<String>> {
    if names.is_empty() {
        return vec![Vec::new()];
    }
    names.chunks(most).map(<[String]>::to_vec).collect()
}

/// Reads a list; an absent one is empty.
pub(super) fn all<A, B>(list: Option<Vec<A>>, from: impl FnMut(A) -> B) -> Vec<B> {
    list.unwrap_or_default().into_iter().map(from).collect()
}

/// Reads one of AWS's words as a text; an absent one is empty.
pub(super) fn said<W: AsRef<str>>(word: Option<W>) -> String {
    word.map(|w| w.as_ref().to_owned()).unwrap_or_default()
}

/// Reads one of AWS's words; an absent or unknown one is the first of its kind, from which every life begins.
pub(super) fn known<T: for<'de> Deserialize<'de> + Default>(word: Option<impl AsRef<str>>) -> T {
    word.and_then(|w| {
        let word: StrDeserializer<'_, Error> = w.as_ref().into_deserializer();
        T::deserialize(word).ok()
    })
    .unwrap_or_default()
}

/// Reads a number; one that does not fit, such as the negative counts of some emulators, is zero.
pub(super) fn number<T: TryFrom<i64> + Default>(number: impl Into<i64>) -> T {
    T::try_from(number.into()).unwrap_or_default()
}

/// Reads a number that may be absent.
pub(super) fn maybe<T: TryFrom<i64> + Default>(absent: Option<impl Into<i64>>) -> Option<T> {
    absent.map(number)
}

/// Reads a time.
pub(super) fn moment(time: Option<DateTime>) -> Option<Timestamp> {
    let micros = u64::try_from(time?.as_nanos() / 1_000).ok()?;
    Some(Timestamp(micros))
}

/// Reads an address.
pub(super) fn address(address: Option<String>) -> Option<Ipv4Addr> {
    address?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use paperboat_core::aws::ec2::InstanceStateName;

    #[test]
    fn what_is_empty_is_not_sent() {
        assert_eq!(text(""), None);
        assert_eq!(some::<u8>(vec![]), None);
        assert_eq!(on(false), None);
        assert_eq!(int(u32::MAX), i32::MAX);
    }

    #[test]
    fn many_names_are_asked_for_in_portions() {
        let names: Vec<String> = (0..23).map(|n| n.to_string()).collect();
        let sizes: Vec<usize> = portions(&names, 10).iter().map(Vec::len).collect();
        assert_eq!(sizes, [10, 10, 3]);
        assert_eq!(portions(&[], 10), [Vec::<String>::new()]);
    }

    #[test]
    fn what_an_emulator_leaves_out_or_invents_is_read_as_the_beginning() {
        assert_eq!(
            known::<InstanceStateName>(Some("stopped")),
            InstanceStateName::Stopped
        );
        assert_eq!(
            known::<InstanceStateName>(Some("asleep")),
            InstanceStateName::Pending
        );
        assert_eq!(
            known::<InstanceStateName>(None::<&str>),
            InstanceStateName::Pending
        );
        assert_eq!(number::<u32>(-1), 0);
        assert_eq!(address(Some("not an address".to_owned())), None);
        let time = DateTime::from_millis(1_234_567);
        assert_eq!(moment(Some(time)), Some(Timestamp(1_234_567_000)));
    }
}
