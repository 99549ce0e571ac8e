//! The addresses of web pages, as far as `curl` has to take them apart.

/// The parts of `http://HOST:PORT/PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) secure: bool,
    pub(crate) host: String,
    pub(crate) port: u16,
    /// With the `/` before it, and the query.
    pub(crate) path: String,
}

impl Url {
    /// Takes an address apart; without a scheme it is `http`.
    ///
    /// # Errors
    /// In curl's words.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let secure = scheme.eq_ignore_ascii_case("https");
        if !secure && !scheme.eq_ignore_ascii_case("http") {
            let other = scheme.to_ascii_lowercase();
            return Err(format!("curl: (1) Protocol \"{other}\" not supported"));
        }
        let end = rest.bytes().position(|b| matches!(b, b'/' | b'?' | b'#'));
        let end = end.unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let authority = authority.rsplit('@').next().unwrap_or_default();
        let default = if secure { 443 } else { 80 };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, "")) => (host, default),
            Some((host, port)) => match port.parse() {
                Ok(port) => (host, port),
                Err(_) => {
                    let what = "Port number was not a decimal number between 0 and 65535";
                    return Err(format!("curl: (3) URL rejected: {what}"));
                }
            },
            None => (authority, default),
        };
        if host.is_empty() {
            return Err("curl: (3) URL rejected: No host part in the URL".to_owned());
        }
        let named = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        if !host.bytes().all(named) {
            return Err("curl: (3) URL rejected: Bad hostname".to_owned());
        }
        let path = path.split('#').next().unwrap_or_default();
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        };
        Ok(Self {
            secure,
            host: host.to_owned(),
            port,
            path,
        })
    }
}

/// The host and port of a page's address; none when it is none.
pub(crate) fn place_of(url: &str) -> Option<(String, u16)> {
    let url = Url::parse(url).ok()?;
    Some((url.host, url.port))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::Url;

    #[test]
    fn addresses_are_taken_apart() {
        let shown = |text: &str| match Url::parse(text) {
            Ok(url) => format!("{} {} {} {}", url.secure, url.host, url.port, url.path),
            Err(words) => words,
        };
        assert_eq!(shown("http://a.b:8080/x?y=1#z"), "false a.b 8080 /x?y=1");
        assert_eq!(shown("localhost"), "false localhost 80 /");
        assert_eq!(shown("https://u:p@h?q"), "true h 443 /?q");
        assert_eq!(shown("ftp://h"), "curl: (1) Protocol \"ftp\" not supported");
        assert_eq!(
            shown("http:///x"),
            "curl: (3) URL rejected: No host part in the URL"
        );
        assert_eq!(shown("http://a b"), "curl: (3) URL rejected: Bad hostname");
        assert!(shown("http://a:99999").starts_with("curl: (3) URL rejected: Port number"));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), near in "https?://[a-z@:/?#é]{0,20}") {
            let _ = Url::parse(&text);
            let _ = Url::parse(&near);
        }
    }
}
