//! The endpoint behind its socket: HTTP/1.1, bounded in size, in time and in number of connections.

use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, HeaderValue, USER_AGENT};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use paperboat_core::aws::Reply;
use paperboat_core::error::CloudError;
use paperboat_core::time::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::clock::{Pace, Paced};
use paperboat_wire::{self as wire, Answer, Asked, Read, Refusal};

/// The largest body that is read. The largest request that AWS takes of what is modelled is a secret or a task definition
/// of 64 KiB (Secrets Manager and ECS, service quotas); escapes make it longer.
const BODY_MOST: usize = 1 << 20;
/// How long a client may take for a request's head, and for its body. A choice: nobody is that slow on loopback.
const HEAD_TIME: Duration = Duration::from_secs(10);
const BODY_TIME: Duration = Duration::from_secs(30);
/// How many connections are served at once; more wait to be accepted.
const CONNECTIONS: usize = 256;

/// A world that is served.
#[derive(Debug)]
pub struct Served {
    paced: Mutex<Paced>,
    began: Instant,
    count: Mutex<u64>,
}

impl Served {
    /// Serves a world.
    #[must_use]
    pub fn new(paced: Paced) -> Self {
        Self {
            paced: Mutex::new(paced),
            began: Instant::now(),
            count: Mutex::new(0),
        }
    }

    fn paced(&self) -> MutexGuard<'_, Paced> {
        self.paced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An id in AWS's shape; each request has its own.
    fn request_id(&self) -> String {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        *count += 1;
        format!(
            "{:08x}-0000-4000-8000-{:012x}",
            *count >> 48,
            *count & 0xffff_ffff_ffff
        )
    }

    async fn ask(&self, read: &Read, waits: bool) -> Result<Reply, CloudError> {
        let Pace::Real(factor) = self.paced().pace() else {
            return self.paced().ask(read, waits);
        };
        let now = || Timestamp((self.began.elapsed().as_micros() as f64 * factor) as u64);
        let call = self.paced().begin(now(), read);
        loop {
            let due = match self.paced().poll(now(), call) {
                Ok(said) => return said,
                Err(due) => due.map_or(Duration::from_millis(1), |due| due.since(now())),
            };
            tokio::time::sleep(due.div_f64(factor)).await;
        }
    }
}

/// Serves connections until the process ends.
///
/// # Errors
/// When the listener fails for good.
pub fn run(listener: std::net::TcpListener, served: Served) -> io::Result<()> {
    // One thread: there is one world, and whoever asks waits for it.
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build()?;
    listener.set_nonblocking(true)?;
    runtime.block_on(async {
        let listener = TcpListener::from_std(listener)?;
        accept(listener, Arc::new(served)).await
    })
}

async fn accept(listener: TcpListener, served: Arc<Served>) -> io::Result<()> {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(seat) = Arc::clone(&room).acquire_owned().await else {
            return Ok(());
        };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // A client that is gone already, or no descriptor left for a moment.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => continue,
            Err(error) if error.raw_os_error().is_some() => {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
            Err(error) => return Err(error),
        };
        let _ = stream.set_nodelay(true);
        let served = Arc::clone(&served);
        tokio::spawn(async move {
            let answer = service_fn(|request| answer(&served, request));
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
            // A connection that breaks is the client's business.
            let _ = http.serve_connection(TokioIo::new(stream), answer).await;
            drop(seat);
        });
    }
}

async fn answer(
    served: &Served,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let id = served.request_id();
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(BODY_TIME, Limited::new(body, BODY_MOST).collect()).await;
    let body = match body {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let message = format!("a body has at most {BODY_MOST} bytes");
            let refusal = Refusal::of_endpoint(413, "RequestEntityTooLarge", &message);
            return Ok(response(refusal.answer(&id), true));
        }
        Ok(Err(_)) => {
            let refusal = Refusal::of_endpoint(400, "IncompleteBody", "the body ended early");
            return Ok(response(refusal.answer(&id), true));
        }
        Err(_) => {
            let refusal = Refusal::of_endpoint(408, "RequestTimeout", "the body did not arrive");
            return Ok(response(refusal.answer(&id), true));
        }
    };
    let header = |name: &str| head.headers.get(name).and_then(|v| v.to_str().ok());
    let asked = Asked {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        target: header("x-amz-target"),
        authorization: header(AUTHORIZATION.as_str()),
        body: &body,
    };
    let answer = match wire::read(&asked) {
        Ok(read) => {
            let said = served
                .ask(&read, is_waiter(header(USER_AGENT.as_str())))
                .await;
            read.answer(&said, &id)
        }
        Err(refusal) => refusal.answer(&id),
    };
    Ok(response(answer, false))
}

/// Whether a waiter of an SDK asks: the metric `B` in its `User-Agent`, such as `m/b,B,N` (botocore 1.44.8,
/// `useragent.py`, `WAITER`; the SDKs share the letters).
fn is_waiter(agent: Option<&str>) -> bool {
    let mut words = agent.unwrap_or_default().split(' ');
    let metrics = words.find_map(|word| word.strip_prefix("m/"));
    metrics.is_some_and(|metrics| metrics.split(',').any(|metric| metric == "B"))
}

fn response(answer: Answer, last: bool) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut header = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    };
    header("content-type", answer.content_type);
    header("x-amzn-requestid", answer.request_id.clone());
    header("x-amz-request-id", answer.request_id);
    if let Some(code) = answer.error_type {
        header("x-amzn-errortype", code);
    }
    if last {
        // What is left of the body is not read.
        header("connection", "close".to_owned());
    }
    response
}
