//! `curl` and `wget` in a container. Where they write to a file, nothing is shown; the file itself is not modelled.

use std::time::Duration;

use super::client::patience;
use super::exec::{ExecResult, Session};
use crate::net::{self, NetError, headers, is_not_modelled, write_out};
use crate::switch::{Names, Switches};

const CURL_PLAIN: Names<'_> = Names::of(
    "# 0 1 2 3 4 6 G I J L N O R S a f g i j k l n q s v anyauth basic compressed create-dirs digest disable fail fail-early fail-with-body get globoff head http1.0 http1.1 http2 http2-prior-knowledge include insecure ipv4 ipv6 location no-keepalive no-progress-meter path-as-is post301 post302 progress-bar raw remote-name remote-name-all retry-all-errors retry-connrefused show-error silent ssl-reqd tcp-nodelay tlsv1.2 tlsv1.3 verbose",
);
const CURL_VALUED: Names<'_> = Names::of(
    "A C D E F H K T U X Y b c d e m o r t u w x y z cacert cert cert-type ciphers config connect-timeout connect-to continue-at cookie cookie-jar data data-ascii data-binary data-raw data-urlencode dump-header form header interface json key keepalive-time limit-rate local-port max-filesize max-redirs max-time noproxy oauth2-bearer output output-dir pass proto proxy range referer request resolve retry retry-delay retry-max-time speed-limit speed-time stderr unix-socket upload-file url url-query user user-agent write-out",
);
const WGET_PLAIN: Names<'_> = Names::of(
    "4 6 N S c d i n nv q r v compression content-disposition continue debug inet4-only inet6-only no-cache no-check-certificate no-clobber no-cookies no-proxy no-verbose quiet recursive save-headers server-response show-progress spider timestamping verbose",
);
const WGET_VALUED: Names<'_> = Names::of(
    "O P T U Y e o t bind-address body-data ca-certificate connect-timeout dns-timeout execute header http-password http-user limit-rate max-redirect method output-document output-file password post-data prefer-family progress proxy read-timeout referer timeout tries user user-agent wait",
);

/// Reads the arguments of a client; a switch that it may have and that is not known here is not modelled.
fn read(
    name: &str,
    arguments: &[String],
    lists: (Names<'_>, Names<'_>),
) -> Result<Switches, ExecResult> {
    Switches::of(arguments, lists.0, lists.1).map_err(|words| {
        ExecResult::failed(2, format!("paperboat: not modelled: {name}: {words}\n"))
    })
}

/// `curl`.
pub(super) fn curl(s: &Session<'_>, arguments: &[String]) -> ExecResult {
    let switches = match read("curl", arguments, (CURL_PLAIN, CURL_VALUED)) {
        Ok(switches) => switches,
        Err(refused) => return refused,
    };
    let Some(url) = switches
        .rest
        .first()
        .map(String::as_str)
        .or(switches.value("url"))
    else {
        return ExecResult::failed(2, "curl: (2) no URL specified\n");
    };
    let format = switches.value("w write-out").unwrap_or_default();
    if let Err(variable) = write_out(format, 0) {
        let words = format!("paperboat: not modelled: curl -w %{{{variable}}}\n");
        return ExecResult::failed(2, words);
    }
    let silent = switches.has("s silent") && !switches.has("S show-error");
    let request = net::Request {
        method: switches.value("X request").unwrap_or("GET").to_owned(),
        url: url.to_owned(),
        headers: headers(switches.values("H header")),
    };
    let answer = s.http(&request);
    let mut result = ExecResult::default();
    let mut fail = |code: i32, words: &str| {
        result.code = code;
        if !silent || is_not_modelled(words) {
            result.stderr = format!("{words}\n");
        }
    };
    if answer.status == 0 {
        let code = net::curl_code(&answer.error);
        fail(code, &answer.error);
        if code == 28 {
            result.takes = patience(s, &NetError::TimedOut(net::Hop::NobodyThere));
        }
    } else if answer.status >= 400 && switches.has("f fail fail-with-body") {
        let words = "curl: (22) The requested URL returned error:";
        fail(22, &format!("{words} {}", answer.status));
    }
    let shown =
        !switches.has("O remote-name") && switches.value("o output").is_none_or(|file| file == "-");
    if shown && answer.status > 0 && (result.code == 0 || switches.has("fail-with-body")) {
        if switches.has("I head i include") {
            result.stdout = format!("HTTP/1.1 {} \r\n\r\n", answer.status);
        }
        if !switches.has("I head") {
            result.stdout.push_str(&answer.body);
        }
    }
    result
        .stdout
        .push_str(&write_out(format, answer.status).unwrap_or_default());
    result
}

/// The host and port of an address as they stand in it.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// What busybox's `wget` says of a port where nobody listens: with the address that it tried.
fn refused(s: &Session<'_>, url: &str) -> String {
    let name = host(url).split(':').next().unwrap_or_default();
    let at = s.w.resolve(net::Origin::Container(s.key), name);
    let at = at.map_or_else(String::new, |at| format!(" ({at})"));
    format!("wget: can't connect to remote host{at}: Connection refused")
}

/// `wget`.
pub(super) fn wget(s: &Session<'_>, arguments: &[String]) -> ExecResult {
    let switches = match read("wget", arguments, (WGET_PLAIN, WGET_VALUED)) {
        Ok(switches) => switches,
        Err(refused) => return refused,
    };
    let Some(url) = switches.rest.first() else {
        return ExecResult::failed(1, "wget: missing URL\n");
    };
    let request = net::Request {
        method: switches.value("method").unwrap_or("GET").to_owned(),
        url: url.clone(),
        headers: headers(switches.values("header")),
    };
    let answer = s.http(&request);
    if is_not_modelled(&answer.error) {
        return ExecResult::failed(1, format!("{}\n", answer.error));
    }
    match answer.status {
        0 => {
            let code = net::curl_code(&answer.error);
            let (text, takes) = match code {
                6 => (format!("wget: bad address '{}'", host(url)), Duration::ZERO),
                28 => (
                    "wget: download timed out".to_owned(),
                    patience(s, &NetError::TimedOut(net::Hop::NobodyThere)),
                ),
                _ => (refused(s, url), Duration::ZERO),
            };
            ExecResult {
                takes,
                ..ExecResult::failed(1, format!("{text}\n"))
            }
        }
        200..400 => {
            let to_output = switches.value("O output-document") == Some("-");
            let shown = to_output && !switches.has("spider");
            ExecResult::ok(if shown { answer.body } else { String::new() })
        }
        status => ExecResult::failed(
            1,
            format!("wget: server returned error: HTTP/1.1 {status}\n"),
        ),
    }
}
