//! A page, asked for as `curl` would.

use std::io::ErrorKind as Io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, Uri, header};
use hyper_util::rt::TokioIo;
use paperboat_core::aws::Reply;
use paperboat_core::aws::host::HttpGetOutput;
use paperboat_core::error::{CloudError, ErrorKind};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::zone::is_aws;

/// The longest wait for the whole answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest body that is read.
const LARGEST: usize = 1024 * 1024;

/// Asks for a page, without following redirects. No answer is an answer too, with status 0 and curl's words.
///
/// # Errors
/// `ForeignAddress` when the host has an address that `admits` does not: nothing is sent there.
pub(super) async fn get(url: &str, admits: impl Fn(IpAddr) -> bool) -> Result<Reply, CloudError> {
    get_within(PATIENCE, url, admits).await
}

/// As [`get`], where an emulator stands for AWS: a name of AWS's own is refused before anybody looks it up. Emulators
/// give their load balancers such names; behind one, if it resolves, stands somebody else's.
pub(super) async fn get_here(
    url: &str,
    admits: impl Fn(IpAddr) -> bool,
) -> Result<Reply, CloudError> {
    if Place::parse(url).is_ok_and(|place| is_aws(&place.host)) {
        let message = format!("{url} has a name of AWS's own, which does not lead to an emulator");
        return Err(refused(message));
    }
    get(url, admits).await
}

fn refused(message: String) -> CloudError {
    CloudError::refused(ErrorKind::Denied, "host:HttpGet", "ForeignAddress", message)
}

/// Asks for a page, and waits so long for the whole answer.
pub(super) async fn get_within(
    patience: Duration,
    url: &str,
    admits: impl Fn(IpAddr) -> bool,
) -> Result<Reply, CloudError> {
    let place = match Place::parse(url) {
        Ok(place) => place,
        Err(words) => return Ok(unanswered(words)),
    };
    let began = Instant::now();
    let addresses: Vec<SocketAddr> =
        match timeout(patience, lookup_host((place.host.as_str(), place.port))).await {
            Ok(Ok(found)) => found.collect(),
            _ => {
                let words = format!("curl: (6) Could not resolve host: {}", place.host);
                return Ok(unanswered(words));
            }
        };
    if let Some(foreign) = addresses.iter().find(|a| !admits(a.ip())) {
        let message = format!(
            "{url} leads to {}, which is not a machine of this deployment: an emulator's addresses belong to strangers",
            foreign.ip()
        );
        return Err(refused(message));
    }
    let left = patience.saturating_sub(began.elapsed());
    let answer = timeout(left, ask(&place, &addresses, began)).await;
    let answer = answer.unwrap_or_else(|_| {
        let ms = began.elapsed().as_millis();
        Err(format!(
            "curl: (28) Operation timed out after {ms} milliseconds with 0 bytes received"
        ))
    });
    Ok(answer.map_or_else(unanswered, Reply::HttpGet))
}

fn unanswered(error: String) -> Reply {
    Reply::HttpGet(HttpGetOutput {
        error,
        ..HttpGetOutput::default()
    })
}

struct Place {
    secure: bool,
    host: String,
    port: u16,
    path: String,
}

impl Place {
    fn parse(url: &str) -> Result<Self, String> {
        let url = if url.contains("://") {
            url.to_owned()
        } else {
            format!("http://{url}")
        };
        let uri: Uri = url
            .parse()
            .map_err(|e| format!("curl: (3) URL rejected: {e}"))?;
        let secure = match uri.scheme_str() {
            Some("http") | None => false,
            Some("https") => true,
            Some(other) => return Err(format!("curl: (1) Protocol \"{other}\" not supported")),
        };
        let host = uri.host().filter(|h| !h.is_empty());
        let host = host.ok_or("curl: (3) URL rejected: No host part in the URL")?;
        let default = if secure { 443 } else { 80 };
        Ok(Self {
            secure,
            host: host.trim_matches(['[', ']']).to_owned(),
            port: uri.port_u16().unwrap_or(default),
            path: uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
        })
    }

    /// The value of the `Host` header: the port only when it is not the usual one.
    fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        match (self.secure, self.port) {
            (false, 80) | (true, 443) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }
}

async fn ask(
    place: &Place,
    addresses: &[SocketAddr],
    began: Instant,
) -> Result<HttpGetOutput, String> {
    let stream = TcpStream::connect(addresses).await.map_err(|e| {
        let code = if e.kind() == Io::TimedOut { 28 } else { 7 };
        let (host, port, ms) = (&place.host, place.port, began.elapsed().as_millis());
        format!("curl: ({code}) Failed to connect to {host} port {port} after {ms} ms: Couldn't connect to server")
    })?;
    if !place.secure {
        return converse(place, stream).await;
    }
    let name = ServerName::try_from(place.host.clone()).map_err(|e| format!("curl: (60) {e}"))?;
    let connector = TlsConnector::from(tls()?);
    let stream = connector.connect(name, stream).await;
    let stream = stream.map_err(|e| {
        let said = e.to_string();
        // curl has a number of its own for a certificate that it does not believe
        let code = if said.contains("certificate") { 60 } else { 35 };
        format!("curl: ({code}) {said}")
    })?;
    converse(place, stream).await
}

async fn converse(
    place: &Place,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<HttpGetOutput, String> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|e| words(&e))?;
    let driver = tokio::spawn(connection);
    let request = Request::get(&place.path)
        .header(header::HOST, place.authority())
        .header(header::USER_AGENT, "paperboat")
        .header(header::ACCEPT, "*/*")
        .body(Empty::<Bytes>::new())
        .map_err(|e| format!("curl: (3) URL rejected: {e}"))?;
    let answer = async {
        let response = sender.send_request(request).await.map_err(|e| words(&e))?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), LARGEST).collect().await;
        let body = body.map_err(|e| match e.downcast_ref::<hyper::Error>() {
            Some(_) => "curl: (18) transfer closed with outstanding read data remaining".to_owned(),
            None => format!("curl: (63) Exceeded the maximum allowed file size ({LARGEST})"),
        })?;
        let body = String::from_utf8_lossy(&body.to_bytes()).into_owned();
        Ok(HttpGetOutput {
            status,
            body,
            error: String::new(),
        })
    };
    let answer = answer.await;
    driver.abort();
    answer
}

/// A failed conversation in curl's words.
fn words(error: &hyper::Error) -> String {
    if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
        return "curl: (52) Empty reply from server".to_owned();
    }
    if error.is_parse() {
        return "curl: (1) Received HTTP/0.9 when not allowed".to_owned();
    }
    "curl: (56) Recv failure: Connection reset by peer".to_owned()
}

/// The system's certificates, read once.
fn tls() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(Arc::clone(config));
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| format!("curl: (35) {e}"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::clone(CONFIG.get_or_init(|| Arc::new(config))))
}
