//! What an account or an endpoint refuses has AWS's own code and a remedy, in both languages, and leaves a deployment
//! that the same command takes up again. The answers are those that AWS documents.
#![cfg(feature = "aws")]

mod outside;
mod person;

use std::net::TcpListener;
use std::path::Path;

use outside::{GUESTBOOK, KEYS, SHOP, identity, json, paperboat, query, said};
use paperboat_tests::endpoint::{Answer, Endpoint};

const ACCOUNT: [&str; 5] = ["--backend", "aws", "--account", "123456789012", "--yes"];

/// Deploys, and gives all that was said; the code must be 1.
fn fails(folder: &Path, there: &[&str], language: &str, variables: &[(&str, &str)]) -> String {
    let what = ["deploy", GUESTBOOK, "-s", "ec2", "--lang", language];
    let arguments = [&what[..], there].concat();
    let output = paperboat(folder, &arguments, variables);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    said
}

/// Holds that a place refuses with a code and a remedy, first in English, and then, as the deployment is taken up
/// again, in Spanish.
fn refuses(there: &[&str], variables: &[(&str, &str)], code: &str, remedy: &str, remedio: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    for (language, help) in [
        ("en", format!("help: {remedy}")),
        ("es", format!("ayuda: {remedio}")),
    ] {
        let said = fails(folder.path(), there, language, variables);
        assert!(said.contains(code), "{code} in {said}");
        assert!(said.contains(&help), "{help} in {said}");
    }
    // nothing was made, so nothing needs to answer for the deployment to be removed
    let gone = paperboat(folder.path(), &["destroy"], &[]);
    assert_eq!(gone.status.code(), Some(0), "{code}: {}", said(&gone));
    assert!(!folder.path().join(".paperboat/default").exists());
}

/// As [`refuses`], for an account that answers `answer` to everything but who is asking.
fn account_refuses(answer: Answer, after_identity: bool, code: &str, remedy: &str, remedio: &str) {
    let account = Endpoint::open(move |request, _| match request.operation.as_str() {
        "GetCallerIdentity" if after_identity => identity("user/me"),
        _ => answer.clone(),
    });
    let place = ["--endpoint-url", &account.url, "--region", "us-east-1"];
    let there = [&ACCOUNT[..], &place].concat();
    refuses(&there, &KEYS, code, remedy, remedio);
}

#[test]
fn who_is_not_known_or_no_longer() {
    let cases = [
        (
            "ExpiredToken",
            "The security token included in the request is expired",
            "sign in again (aws sso login",
            "vuelve a iniciar sesión (aws sso login",
        ),
        (
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
            "AWS does not know this access key here",
            "AWS no conoce aquí esta clave de acceso",
        ),
        (
            "SignatureDoesNotMatch",
            "Signature expired: 20261126T010000Z is now earlier than 20261126T014500Z (20261126T015000Z - 5 min.)",
            "set this computer's clock right",
            "pon en hora el reloj",
        ),
        (
            "SignatureDoesNotMatch",
            "Signature not yet current: 20261126T020000Z is still later than 20261126T011500Z (20261126T011000Z + 5 min.)",
            "set this computer's clock right",
            "pon en hora el reloj",
        ),
        (
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details.",
            "the secret key does not belong",
            "la clave secreta no corresponde",
        ),
    ];
    for (code, message, remedy, remedio) in cases {
        account_refuses(query(403, code, message), false, code, remedy, remedio);
    }
}

#[test]
fn what_is_not_allowed_in_this_region_or_to_this_user() {
    let cases = [
        (
            "OptInRequired",
            "The AWS Access Key Id needs a subscription for the service",
            "switch the region on",
            "activa la región",
        ),
        (
            "AccessDeniedException",
            "User: arn:aws:iam::123456789012:user/me is not authorized to perform: ssm:GetParameter on resource: \
             arn:aws:ssm:us-east-1::parameter/aws/service/ami-amazon-linux-latest because no identity-based policy \
             allows the ssm:GetParameter action",
            "attach the policy that paperboat policy FILE -s STRATEGY prints",
            "añade a estas credenciales la política",
        ),
        (
            "ExpiredTokenException",
            "The security token included in the request is expired",
            "sign in again",
            "vuelve a iniciar sesión",
        ),
    ];
    for (code, message, remedy, remedio) in cases {
        account_refuses(json(code, message), true, code, remedy, remedio);
    }
}

#[test]
fn nobody_to_sign_as_and_nowhere_to_go() {
    let region = ("AWS_REGION", "eu-west-1");
    refuses(
        &ACCOUNT,
        &[region],
        "NoCredentials",
        "set up credentials",
        "configura credenciales",
    );
    refuses(
        &[&ACCOUNT[..], &["--aws-profile", "nobody"]].concat(),
        &[region],
        "InvalidCredentials",
        "put the profile",
        "corrige el perfil",
    );
    refuses(&ACCOUNT, &KEYS, "NoRegion", "say --region", "di --region");
    // AWS's own names of a region that does not exist lead nowhere, as this one does
    let nowhere = ["--endpoint-url", "http://sts.eu-nowhere-1.invalid"];
    let there = [&ACCOUNT[..], &nowhere, &["--region", "eu-nowhere-1"]].concat();
    refuses(
        &there,
        &KEYS,
        "NoSuchHost",
        "the name leads nowhere",
        "el nombre no lleva a ninguna parte",
    );
}

#[test]
fn endpoints_that_are_down_or_something_else() {
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", nobody.local_addr().expect("an address"));
    drop(nobody);
    let page = "<!doctype html><html><title>It works!</title></html>";
    let website = Endpoint::open(move |_, _| Answer::Http(200, page.to_owned()));
    let real = "https://ec2.us-east-1.amazonaws.com";
    let cases = [
        (
            url.as_str(),
            "ConnectionRefused",
            "nothing answers at the endpoint",
            "nadie responde",
        ),
        (
            &website.url,
            "NotAnAwsEndpoint",
            "something else than AWS",
            "allí responde algo",
        ),
        (
            "localhost:4566",
            "BadEndpoint",
            "give --endpoint-url as",
            "da --endpoint-url como",
        ),
        (
            real,
            "RealAws",
            "take --backend aws for AWS itself",
            "usa --backend aws",
        ),
    ];
    for (url, code, remedy, remedio) in cases {
        let there = ["--backend", "localstack", "--endpoint-url", url];
        refuses(&there, &[], code, remedy, remedio);
        let doctor = [&["doctor"], &there[..]].concat();
        let folder = tempfile::tempdir().expect("a folder");
        let output = paperboat(folder.path(), &doctor, &[]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(&format!("help: {remedy}")), "{said}");
    }
}

#[test]
fn who_is_throttled_tries_again_and_is_told_so_when_it_does_not_help() {
    let denied = "User is not authorized to perform: ssm:GetParameter";
    let account =
        Endpoint::open(
            move |request, before| match (request.operation.as_str(), before) {
                ("GetCallerIdentity", 0 | 1) => query(400, "Throttling", "Rate exceeded"),
                ("GetCallerIdentity", _) => identity("user/me"),
                _ => json("AccessDeniedException", denied),
            },
        );
    let place = ["--endpoint-url", &account.url, "--region", "us-east-1"];
    let there = [&ACCOUNT[..], &place].concat();
    let folder = tempfile::tempdir().expect("a folder");
    let text = fails(folder.path(), &there, "en", &KEYS);
    assert!(text.contains("AccessDeniedException"), "{text}");
    assert_eq!(account.asked()[..3], ["GetCallerIdentity"; 3]);
    let events = said(&paperboat(folder.path(), &["events"], &[]));
    let again = "sts:GetCallerIdentity is sent again (Throttling)";
    assert_eq!(events.matches(again).count(), 2, "{events}");

    account_refuses(
        json("ThrottlingException", "Rate exceeded"),
        true,
        "ThrottlingException",
        "it was sent several times already",
        "ya se envió varias veces",
    );
}

#[test]
fn a_deployment_goes_on_as_it_was_begun_only() {
    let account = Endpoint::open(|_, _| query(403, "ExpiredToken", "expired"));
    let place = ["--endpoint-url", &account.url, "--region", "us-east-1"];
    let there = [&ACCOUNT[..], &place].concat();
    let folder = tempfile::tempdir().expect("a folder");
    fails(folder.path(), &there, "en", &KEYS);
    for other in [
        ["-s", "fargate", "--backend", "aws"],
        ["-s", "ec2", "--backend", "simulator"],
    ] {
        let output = paperboat(folder.path(), &[&["deploy"], &other[..]].concat(), &KEYS);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("was begun with ec2, aws"), "{said}");
    }
    let dearer = ["deploy", SHOP, "-s", "ec2", "--budget", "0.001"];
    let dearer = [&dearer[..], &there].concat();
    let output = paperboat(folder.path(), &dearer, &KEYS);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("the budget is"), "{}", said(&output));
    assert_eq!(account.asked().len(), 1);
}
