//! One HTTP request, as far as any sender says what it asks for.

/// A request without a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `PUT` and so on. Only the instance metadata service tells one from the other: no program's code runs.
    pub method: String,
    /// Where it goes.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// A plain `GET`.
    #[must_use]
    pub fn get(url: &str) -> Self {
        Self {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers: Vec::new(),
        }
    }
}

/// Headers as they are given: `NAME: VALUE`.
pub(crate) fn headers<'a>(given: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let parts = given.filter_map(|header| header.split_once(':'));
    parts
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}
