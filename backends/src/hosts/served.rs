//! Machines that live where the endpoint lives: `paperboat serve` has a simulated machine behind each of its instances.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Uri, header};
use hyper_util::rt::TokioIo;
use paperboat_core::aws::{Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::time::Timestamp;
use paperboat_core::workload::PublishedImage;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// What such an endpoint calls itself in `/_localstack/health`.
const EDITION: &str = "paperboat";
/// The longest wait for an answer. In a world that follows the wall a command takes as long as it takes.
const PATIENCE: Duration = Duration::from_secs(3_600);
/// The longest wait for the word by which an endpoint says what it is.
const GREETING: Duration = Duration::from_secs(10);
/// The largest answer that is read: a command's output has at most 1 MiB, and escapes make it longer.
const LARGEST: usize = 8 << 20;

/// Sends the `host` operations to the endpoint itself, and lives by the time of its world: a sleep here lets time pass
/// there.
#[derive(Debug)]
pub struct Served<C> {
    cloud: C,
    authority: String,
    /// The world's time when it was last told, and when that was.
    told: Mutex<(Timestamp, Instant)>,
}

impl<C: Cloud> Served<C> {
    /// Puts an endpoint's own machines behind its instances; gives the cloud back when the endpoint has none.
    ///
    /// # Errors
    /// The cloud, when what answers at `url` is something else, or nothing does.
    pub async fn find(cloud: C, url: &str) -> Result<Self, C> {
        let Some(authority) = url.parse::<Uri>().ok().and_then(|uri| {
            let plain = uri.scheme_str() == Some("http");
            uri.authority().filter(|_| plain).map(ToString::to_string)
        }) else {
            return Err(cloud);
        };
        let path = "/_localstack/health";
        let asked = timeout(GREETING, ask(&authority, Method::GET, path, Value::Null)).await;
        let health = asked.ok().and_then(Result::ok).unwrap_or_default();
        if health["edition"] != EDITION {
            return Err(cloud);
        }
        Ok(Self {
            cloud,
            authority,
            told: Mutex::new((Timestamp::ZERO, Instant::now())),
        })
    }

    /// Has the registries of the endpoint's world hold images.
    ///
    /// # Errors
    /// The endpoint does not take one, or does not answer.
    pub async fn publish(&self, images: &[PublishedImage]) -> Result<(), CloudError> {
        for image in images {
            let image = serde_json::to_value(image).unwrap_or_default();
            self.control("publish", image).await?;
        }
        Ok(())
    }

    /// Asks the endpoint for something that AWS does not have.
    ///
    /// # Errors
    /// The endpoint refuses it, or does not answer.
    pub async fn control(&self, what: &str, members: Value) -> Result<Value, CloudError> {
        let path = format!("/_paperboat/{what}");
        let asked = ask(&self.authority, Method::POST, &path, members);
        let failed = |words: String| CloudError {
            maybe_sent: true,
            ..CloudError::refused(ErrorKind::Unavailable, what, "ConnectionLost", words)
        };
        let answer = timeout(PATIENCE, asked).await;
        let answer = answer
            .map_err(|_| failed("no answer".to_owned()))?
            .map_err(failed)?;
        match answer["error"].as_str() {
            Some(said) => {
                let kind = ErrorKind::InvalidInput;
                Err(CloudError::refused(kind, what, "NotTaken", said))
            }
            None => Ok(answer),
        }
    }

    fn told(&self) -> MutexGuard<'_, (Timestamp, Instant)> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn on_machine(&self, request: &Request) -> Result<Reply, CloudError> {
        let operation = request.name();
        let call = json!({ "operation": operation, "members": serde_json::to_value(request).unwrap_or_default() });
        let answer = self
            .control("host", call)
            .await
            .map_err(|error| CloudError {
                operation: operation.to_owned(),
                ..error
            })?;
        let unread = |error: serde_json::Error| {
            CloudError::refused(ErrorKind::Internal, operation, "Unreadable", error)
        };
        if let Some(refused) = answer.get("refused") {
            return Err(serde_json::from_value(refused.clone()).unwrap_or_else(unread));
        }
        let members = answer["members"].clone();
        match operation {
            "host:Exec" => serde_json::from_value(members).map(Reply::Exec),
            "host:HttpGet" => serde_json::from_value(members).map(Reply::HttpGet),
            _ => serde_json::from_value(members).map(Reply::Put),
        }
        .map_err(unread)
    }
}

/// Sends one request and reads its answer as data.
async fn ask(authority: &str, method: Method, path: &str, body: Value) -> Result<Value, String> {
    let words = |error: &dyn std::fmt::Display| error.to_string();
    let stream = TcpStream::connect(authority).await.map_err(|e| words(&e))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|e| words(&e))?;
    let driver = tokio::spawn(connection);
    let body = match body {
        Value::Null => Bytes::new(),
        body => Bytes::from(body.to_string()),
    };
    let request = hyper::Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, authority)
        .body(Full::new(body))
        .map_err(|e| words(&e))?;
    let answer = async {
        let response = sender.send_request(request).await.map_err(|e| words(&e))?;
        let body = Limited::new(response.into_body(), LARGEST).collect().await;
        let body = body.map_err(|e| words(&e))?.to_bytes();
        serde_json::from_slice(&body).map_err(|e| words(&e))
    };
    let answer = answer.await;
    driver.abort();
    answer
}

#[async_trait]
impl<C: Cloud> Cloud for Served<C> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        match request {
            Request::Host(_) => self.on_machine(&request).await,
            other => self.cloud.call(other).await,
        }
    }

    fn clock(&self) -> &dyn Clock {
        self
    }

    fn supports(&self, operation: &str) -> bool {
        operation.starts_with("host:") || self.cloud.supports(operation)
    }
}

#[async_trait]
impl<C: Cloud> Clock for Served<C> {
    /// The world's time as it was last told, and what passed on the wall since: no sleep goes by unseen.
    fn now(&self) -> Timestamp {
        let (at, when) = *self.told();
        at + when.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        let wait = json!({ "seconds": duration.as_secs_f64() });
        let waited = self.control("wait", wait).await;
        let now = waited.ok().and_then(|told| told["nowS"].as_f64());
        match now.and_then(|s| Duration::try_from_secs_f64(s).ok()) {
            Some(since) => *self.told() = (Timestamp::ZERO + since, Instant::now()),
            // Nobody answers: whoever waits must not ask again at once.
            None => tokio::time::sleep(duration).await,
        }
    }
}
