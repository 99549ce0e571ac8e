//! The endpoint behind its socket: HTTP/1.1, bounded in size, in time and in number of connections.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{AUTHORIZATION, HeaderValue, USER_AGENT};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use paperboat_wire::{self as wire, Answer, Asked, Refusal};

use crate::doors;
pub use crate::served::{Limits, Served};

/// The largest body that is read. The largest request that AWS takes of what is modelled is a secret or a task definition
/// of 64 KiB (Secrets Manager and ECS, service quotas); escapes make it longer.
const BODY_MOST: usize = 1 << 20;
/// The largest body that is taken in so that its sender sees why it is refused. A convention.
const BODY_FORGOTTEN: u64 = 32 << 20;
/// How many connections are served at once; more wait to be accepted.
const CONNECTIONS: usize = 256;

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
        let served = Arc::new(served);
        if served.opens {
            tokio::spawn(doors::keep(Arc::clone(&served)));
        }
        accept(listener, served).await
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
            http.timer(TokioTimer::new())
                .header_read_timeout(served.limits.head);
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
    let body = match tokio::time::timeout(served.limits.body, whole(body)).await {
        Ok(Ok(Some(body))) => body,
        Ok(Ok(None)) => {
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
    let (method, path) = (head.method.as_str(), head.uri.path());
    let query = head.uri.query().unwrap_or_default();
    if let Some((status, data)) = served.control((method, path, query), &body).await {
        return Ok(response(Answer::of_data(status, &data, &id), false));
    }
    let header = |name: &str| head.headers.get(name).and_then(|v| v.to_str().ok());
    let asked = Asked {
        method,
        path,
        query,
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

/// A body as a whole; none of one that is too large. What is too large is taken in and forgotten, because a client that
/// still sends when the connection closes may never see the answer; one that announces more than that is not waited for.
async fn whole(mut body: Incoming) -> Result<Option<Bytes>, hyper::Error> {
    if body.size_hint().lower() > BODY_FORGOTTEN {
        return Ok(None);
    }
    let (mut kept, mut taken) = (Vec::new(), 0_u64);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        taken += data.len() as u64;
        if taken <= BODY_MOST as u64 {
            kept.extend_from_slice(&data);
        } else {
            kept = Vec::new();
        }
        if taken > BODY_FORGOTTEN {
            break;
        }
    }
    Ok((taken <= BODY_MOST as u64).then(|| kept.into()))
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
