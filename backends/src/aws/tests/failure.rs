//! Each way in which a call can fail.

use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use paperboat_core::aws::{Ec2 as _, Ecs as _, Iam as _, Operation, Sts as _};
use paperboat_core::aws::{ec2, ecs, iam, sts};
use paperboat_core::cloud::send;
use paperboat_core::error::{CloudError, ErrorKind};

use tokio::io::AsyncWriteExt;

use super::server::{Answer, Server, at};
use crate::aws::connect::emulator;
use crate::aws::{AwsCloud, Place};

async fn after<O: Operation>(request: O, answer: Answer) -> CloudError {
    let server = Server::start([answer]).await;
    let cloud = server.cloud().await;
    match send(&cloud, request).await {
        Ok(_) => panic!("{} went well", O::NAME),
        Err(error) => error,
    }
}

fn ec2_error(code: &str, message: &str) -> String {
    format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>\
         <RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>"
    )
}

fn json_error(code: &str, message: &str) -> String {
    format!(r#"{{"__type":"{code}","message":"{message}"}}"#)
}

fn query_error(code: &str, message: &str) -> String {
    format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId></ErrorResponse>"
    )
}

fn instances() -> ec2::DescribeInstances {
    ec2::DescribeInstances::default()
}

fn clusters() -> ecs::DescribeClusters {
    ecs::DescribeClusters::default()
}

#[tokio::test]
async fn a_refusal_keeps_awss_code_and_words_in_every_protocol() {
    let cases = [
        after(
            instances(),
            Answer::Http(
                400,
                ec2_error(
                    "InvalidInstanceID.NotFound",
                    "The instance ID 'i-1' does not exist",
                ),
            ),
        )
        .await,
        after(
            clusters(),
            Answer::Http(
                400,
                json_error("ClusterNotFoundException", "Cluster not found."),
            ),
        )
        .await,
        after(
            iam::GetRole {
                role_name: "r".into(),
            },
            Answer::Http(
                404,
                query_error("NoSuchEntity", "The role with name r cannot be found."),
            ),
        )
        .await,
    ];
    let wanted = [
        "ec2:DescribeInstances: InvalidInstanceID.NotFound: The instance ID 'i-1' does not exist",
        "ecs:DescribeClusters: ClusterNotFoundException: Cluster not found.",
        "iam:GetRole: NoSuchEntity: The role with name r cannot be found.",
    ];
    for (error, wanted) in cases.iter().zip(wanted) {
        assert_eq!(error.to_string(), wanted);
        assert_eq!(error.kind, ErrorKind::NotFound);
        assert!(!error.maybe_sent);
    }
}

#[tokio::test]
async fn codes_decide_about_the_sort() {
    let cases = [
        (400, "DependencyViolation", ErrorKind::InUse),
        (400, "InvalidGroup.Duplicate", ErrorKind::AlreadyExists),
        (400, "VcpuLimitExceeded", ErrorKind::LimitExceeded),
        (503, "RequestLimitExceeded", ErrorKind::Throttled),
        (400, "Throttling", ErrorKind::Throttled),
        (403, "UnauthorizedOperation", ErrorKind::Denied),
        (400, "RequestExpired", ErrorKind::Denied),
        (403, "SignatureDoesNotMatch", ErrorKind::Denied),
        (403, "RequestTimeTooSkewed", ErrorKind::Denied),
        (401, "AuthFailure", ErrorKind::Denied),
        (400, "InvalidParameterValue", ErrorKind::InvalidInput),
        (500, "InternalError", ErrorKind::Internal),
        (503, "Unavailable", ErrorKind::Unavailable),
    ];
    for (status, code, kind) in cases {
        let body = ec2_error(code, "as it is");
        let error = after(instances(), Answer::Http(status, body)).await;
        assert_eq!((error.code.as_str(), error.kind), (code, kind));
        assert_eq!(error.maybe_sent, status >= 500, "{code}");
    }
}

#[tokio::test]
async fn an_expired_token_and_a_wrong_clock_are_denials_with_their_codes() {
    for (status, code) in [
        (403, "ExpiredToken"),
        (403, "InvalidClientTokenId"),
        (403, "SignatureDoesNotMatch"),
    ] {
        let body = query_error(
            code,
            "The security token included in the request is expired",
        );
        let error = after(sts::GetCallerIdentity {}, Answer::Http(status, body)).await;
        assert_eq!((error.code.as_str(), error.kind), (code, ErrorKind::Denied));
    }
    for code in [
        "ExpiredTokenException",
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "AccessDeniedException",
    ] {
        let error = after(clusters(), Answer::Http(400, json_error(code, "no"))).await;
        assert_eq!((error.code.as_str(), error.kind), (code, ErrorKind::Denied));
    }
}

#[tokio::test]
async fn what_an_emulator_sells_is_called_a_paid_plan() {
    let said =
        "The ecs service is not included in your current license plan or has not been emulated yet";
    let body = json_error("InternalFailure", said);
    let error = after(clusters(), Answer::Http(501, body)).await;
    assert_eq!(error.kind, ErrorKind::Unsupported);
    assert_eq!(error.code, "InternalFailure");
    assert_eq!(
        error.message,
        format!("{said} (this emulator serves it on a paid plan only)")
    );
    assert!(!error.maybe_sent);
}

#[tokio::test]
async fn what_an_emulator_does_not_know_is_unsupported() {
    let unknown = ec2_error("InvalidAction", "Unknown EC2 action: DescribeInstances");
    let error = after(instances(), Answer::Http(400, unknown)).await;
    assert_eq!(error.kind, ErrorKind::Unsupported);
    let unknown = json_error("UnknownOperationException", "");
    let error = after(clusters(), Answer::Http(400, unknown)).await;
    assert_eq!(error.kind, ErrorKind::Unsupported);
    let error = after(clusters(), Answer::Http(501, String::new())).await;
    assert_eq!(
        (error.code.as_str(), error.kind),
        ("NotImplemented", ErrorKind::Unsupported)
    );
}

const PAGE: &str = "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n\
                    <h1>Internal Server Error</h1>\n<p>The server met &amp; an error.</p>";

#[tokio::test]
async fn a_page_for_people_is_told_by_its_status() {
    let error = after(instances(), Answer::Http(500, PAGE.to_owned())).await;
    assert_eq!(
        (error.code.as_str(), error.kind),
        ("InternalServerError", ErrorKind::Internal)
    );
    assert!(error.maybe_sent);
    assert!(
        error
            .message
            .starts_with("HTTP 500: 500 Internal Server Error"),
        "{error}"
    );
    let error = after(clusters(), Answer::Http(502, PAGE.to_owned())).await;
    assert_eq!(
        (error.code.as_str(), error.kind),
        ("ServiceUnavailable", ErrorKind::Unavailable)
    );
    for status in [200, 404] {
        let error = after(instances(), Answer::Http(status, PAGE.to_owned())).await;
        assert_eq!(
            (error.code.as_str(), error.kind),
            ("NotAnAwsEndpoint", ErrorKind::Unsupported),
            "{error}"
        );
    }
}

#[tokio::test]
async fn half_a_reply_may_have_taken_effect() {
    let half = "<DescribeInstancesResponse><reservationSet><item>".to_owned();
    let error = after(instances(), Answer::CutOff(half)).await;
    assert_eq!(
        (error.code.as_str(), error.kind, error.maybe_sent),
        ("MalformedReply", ErrorKind::Internal, true),
        "{error}"
    );
    let half = r#"{"clusters":[{"clusterName":"#.to_owned();
    let error = after(clusters(), Answer::Http(200, half)).await;
    assert_eq!(
        (error.code.as_str(), error.kind, error.maybe_sent),
        ("MalformedReply", ErrorKind::Internal, true)
    );
}

#[tokio::test]
async fn a_broken_connection_may_have_carried_the_request() {
    for answer in [Answer::HangUp, Answer::Noise] {
        let error = after(instances(), answer).await;
        assert_eq!(
            (error.code.as_str(), error.kind, error.maybe_sent),
            ("ConnectionLost", ErrorKind::Unavailable, true),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_connection_that_never_stood_carried_nothing() {
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let cloud = at(&url).await;
    let refused = cloud.describe_instances(instances()).await.unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.kind, refused.maybe_sent),
        ("ConnectionRefused", ErrorKind::Unavailable, false)
    );
    let cloud = at("http://no-such-host.invalid:4566").await;
    let unknown = cloud.describe_clusters(clusters()).await.unwrap_err();
    assert_eq!(
        (unknown.code.as_str(), unknown.kind, unknown.maybe_sent),
        ("NoSuchHost", ErrorKind::Unavailable, false)
    );
    let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", plain.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = plain.accept().await.unwrap();
        let said = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        said.and(stream.shutdown().await).unwrap();
    });
    let cloud = at(&url).await;
    let request = iam::GetRole {
        role_name: "r".into(),
    };
    let no_tls = cloud.get_role(request).await.unwrap_err();
    assert_eq!(
        (no_tls.code.as_str(), no_tls.kind, no_tls.maybe_sent),
        ("ConnectionFailed", ErrorKind::Unavailable, false),
        "{no_tls}"
    );
}

#[tokio::test]
async fn silence_ends_in_a_time_out_that_may_have_carried_the_request() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = Place {
        endpoint_url: Some(format!("http://{}", listener.local_addr().unwrap())),
        ..Default::default()
    };
    let (config, connected) = emulator(&place, |_| None).unwrap();
    let short = TimeoutConfig::builder().operation_timeout(Duration::from_millis(200));
    let config = config.into_builder().timeout_config(short.build()).build();
    let cloud = AwsCloud::over(&config, connected);
    let call = cloud.get_caller_identity(sts::GetCallerIdentity {});
    let limit = Duration::from_secs(20);
    let error = tokio::time::timeout(limit, call)
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.kind, error.maybe_sent),
        ("RequestTimedOut", ErrorKind::Unavailable, true),
        "{error}"
    );
}
