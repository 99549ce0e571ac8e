//! The program as somebody runs it who has nothing of AWS's on the computer but what a test gives.

// Each test uses a part of this.
#![allow(dead_code)]

pub(crate) mod emulator;

use std::path::Path;
use std::process::{Command, Output};

use paperboat_tests::endpoint::Answer;

/// Keys that sign, whoever they belong to.
pub(crate) const KEYS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "test"),
];

/// The shipped example with two services.
pub(crate) const GUESTBOOK: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../examples/guestbook/compose.yaml"
);

/// An application for which a strategy makes one of everything.
pub(crate) const SHOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/outside/shop.yaml");

/// The program in a folder, without anything of this computer's own configuration; `variables` are all that it has.
pub(crate) fn program(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = crate::person::program(folder, arguments);
    command
        .env("HOME", folder)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(variables.iter().copied());
    command
}

/// Runs the program to its end.
pub(crate) fn paperboat(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let output = program(folder, arguments, variables).output();
    output.expect("the program runs")
}

pub(crate) use crate::person::both as said;

/// A user of the account 123456789012, as STS tells it; `name` is the end of the ARN.
pub(crate) fn identity(name: &str) -> Answer {
    let body = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>arn:aws:iam::123456789012:{name}</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>\
         <Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata>\
         <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    );
    Answer::Http(200, body)
}

/// A refusal in the form of the services that speak JSON.
pub(crate) fn json(code: &str, message: &str) -> Answer {
    Answer::Http(
        400,
        format!(r#"{{"__type":"{code}","message":"{message}"}}"#),
    )
}

/// A refusal in EC2's form.
pub(crate) fn ec2(status: u16, code: &str, message: &str) -> Answer {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code>\
         <Message>{message}</Message></Error></Errors><RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>"
    );
    Answer::Http(status, body)
}

/// A refusal in the form of STS and the other services that speak Query.
pub(crate) fn query(status: u16, code: &str, message: &str) -> Answer {
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ErrorResponse>"
    );
    Answer::Http(status, body)
}
