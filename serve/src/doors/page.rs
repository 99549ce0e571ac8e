//! HTTP on a published port: the answers that the world gives.

use std::io;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use paperboat_core::aws::Reply;
use paperboat_core::aws::host::{HttpGet, HttpGetOutput};
use paperboat_wire::Read;
use tokio::io::{AsyncRead, AsyncWrite};

use super::visit::Visit;

/// Answers the requests of a connection to a visited port.
pub(super) async fn serve<S>(visit: Visit, stream: S)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let patience = visit.served.limits.head;
    answer(patience, stream, move |path| open(visit.clone(), path)).await;
}

async fn open(visit: Visit, path: String) -> Option<HttpGetOutput> {
    let address = visit.address()?;
    let url = format!("http://{address}:{}{path}", visit.port);
    let now = visit.served.look(&visit.scope, |world| world.page(&url))?;
    if now.status == 200 {
        return Some(now);
    }
    // Who looks again may wait for another answer.
    let read = Read {
        request: HttpGet { url }.into(),
        scope: visit.scope.clone(),
    };
    match visit.served.ask(&read, false).await {
        Ok(Reply::HttpGet(output)) => Some(output),
        _ => None,
    }
}

/// Answers the requests of a connection: `page` gives what a path leads to, or nothing when the connection breaks.
pub(crate) async fn answer<S, F>(patience: Duration, stream: S, page: impl Fn(String) -> F)
where
    S: AsyncRead + AsyncWrite + Unpin,
    F: Future<Output = Option<HttpGetOutput>>,
{
    let answered = service_fn(|request: Request<Incoming>| {
        let method = request.method().clone();
        let path = request.uri().path_and_query();
        let page = page(path.map_or_else(|| "/".to_owned(), ToString::to_string));
        async move {
            if !matches!(method, Method::GET | Method::HEAD) {
                let words = format!("paperboat: not modelled: {method} of a page\n");
                return Ok(response(501, words));
            }
            match page.await {
                Some(output) if output.status != 0 => Ok(response(output.status, output.body)),
                _ => Err(io::Error::from(io::ErrorKind::ConnectionAborted)),
            }
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    // A connection that breaks is the client's business.
    let _ = http.serve_connection(TokioIo::new(stream), answered).await;
}

fn response(status: u16, body: String) -> Response<Full<Bytes>> {
    let kind = if body.starts_with('<') {
        "text/html"
    } else {
        "text/plain"
    };
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
