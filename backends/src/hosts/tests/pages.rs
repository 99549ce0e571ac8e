use std::net::IpAddr;

use paperboat_core::aws::Reply;
use paperboat_core::aws::host::HttpGetOutput;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::hosts::browse;

async fn get(url: &str) -> HttpGetOutput {
    match browse::get(url, |ip: IpAddr| ip.is_loopback()).await {
        Ok(Reply::HttpGet(out)) => out,
        other => panic!("{other:?}"),
    }
}

/// A server that answers the next connection with these bytes, and gives what it was asked.
async fn answering(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let url = format!(
        "http://{}/a?b=c",
        listener.local_addr().expect("an address")
    );
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut asked = vec![0; 4096];
        let length = stream.read(&mut asked).await.expect("a request");
        stream.write_all(answer.as_bytes()).await.expect("a reader");
        asked.truncate(length);
        String::from_utf8(asked).expect("letters")
    });
    (url, served)
}

#[tokio::test]
async fn a_page_is_asked_for_once_and_redirects_are_shown() {
    let (url, served) = answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").await;
    let page = get(&url).await;
    assert_eq!(
        (page.status, page.body.as_str(), page.error.as_str()),
        (200, "hello", "")
    );
    let asked = served.await.expect("no panic");
    assert!(asked.starts_with("GET /a?b=c HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("host: 127.0.0.1:"), "{asked}");
    let moved = "HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n";
    let (url, _) = answering(moved).await;
    assert_eq!(get(&url).await.status, 302);
    let (url, _) = answering("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(get(&url).await.status, 503);
}

#[tokio::test]
async fn what_is_no_answer_is_told_in_curl_s_words() {
    let (url, _) = answering("").await;
    let page = get(&url).await;
    assert_eq!(
        (page.status, page.error.as_str()),
        (0, "curl: (52) Empty reply from server")
    );
    let (url, _) = answering("SSH-2.0-OpenSSH_9.2\r\n").await;
    assert_eq!(
        get(&url).await.error,
        "curl: (1) Received HTTP/0.9 when not allowed"
    );
    let (url, _) = answering("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncut").await;
    assert!(get(&url).await.error.starts_with("curl: (18) "));
    let (url, _) = answering("no TLS here").await;
    let page = get(&url.replace("http:", "https:")).await;
    assert!(page.error.starts_with("curl: (35) "), "{page:?}");
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let port = closed.local_addr().expect("an address").port();
    drop(closed);
    let page = get(&format!("127.0.0.1:{port}")).await;
    let words = format!("curl: (7) Failed to connect to 127.0.0.1 port {port} after ");
    assert!(page.error.starts_with(&words), "{page:?}");
    let page = get("http://no.such.host.invalid/").await;
    assert_eq!(
        page.error,
        "curl: (6) Could not resolve host: no.such.host.invalid"
    );
    assert!(
        get("ftp://127.0.0.1/")
            .await
            .error
            .starts_with("curl: (1) ")
    );
    assert!(get("http://a b/").await.error.starts_with("curl: (3) "));
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let patience = std::time::Duration::from_millis(300);
    let answer = browse::get_within(patience, &url, |ip: IpAddr| ip.is_loopback()).await;
    let Ok(Reply::HttpGet(page)) = answer else {
        panic!("{answer:?}")
    };
    assert!(
        page.error
            .starts_with("curl: (28) Operation timed out after "),
        "{page:?}"
    );
}

#[tokio::test]
async fn nothing_is_sent_to_an_address_that_is_not_admitted() {
    let refused = browse::get("http://192.0.2.1:80/", |ip: IpAddr| ip.is_loopback()).await;
    assert_eq!(refused.expect_err("a stranger").code, "ForeignAddress");
}

#[tokio::test]
async fn names_of_aws_are_never_looked_up_where_an_emulator_stands_for_it() {
    for url in [
        "http://x-1.us-east-1.elb.amazonaws.com/",
        "http://X.ELB.AmazonAWS.com.:8080/a",
        "x.elb.amazonaws.com.cn/",
    ] {
        let refused = browse::get_here(url, |_| true).await.expect_err(url);
        assert_eq!(refused.code, "ForeignAddress", "{url}");
        assert!(refused.message.contains("a name of AWS's own"), "{refused}");
    }
    let (url, _) = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let path = format!("{url}/x.amazonaws.com");
    assert!(
        browse::get_here(&path, |ip: IpAddr| ip.is_loopback())
            .await
            .is_ok()
    );
}
