//! One mapping of everything that can go wrong between the SDK and a service to [`CloudError`].

mod code;
mod lacking;
mod reply;
mod transport;

pub(super) use lacking::{Lacking, lacking};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use paperboat_core::error::{CloudError, ErrorKind};

/// What a service answers; the operation in its refusals is filled in where the request was routed.
pub(super) type Answer<T> = Result<T, CloudError>;

/// Maps a failure of the SDK. The operation stays empty.
///
/// `maybe_sent` is set when the request may have arrived although no reply says so: after a connection stood, and
/// when the service itself failed.
pub(super) fn refused<E>(error: SdkError<E, HttpResponse>) -> CloudError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match &error {
        SdkError::ServiceError(context) => {
            let raw = context.raw();
            reply::refusal(
                raw.status().as_u16(),
                context.err().code(),
                context.err().message(),
                raw.body().bytes().unwrap_or_default(),
            )
        }
        SdkError::ResponseError(context) => {
            let raw = context.raw();
            let body = raw.body().bytes().unwrap_or_default();
            reply::unreadable(raw.status().as_u16(), body, &transport::chain(&error))
        }
        SdkError::ConstructionFailure(_) => transport::unsent(&error),
        SdkError::TimeoutError(_) => transport::timed_out(&error),
        SdkError::DispatchFailure(context) if context.is_user() => transport::unsent(&error),
        SdkError::DispatchFailure(context) if context.is_timeout() => transport::timed_out(&error),
        _ => transport::lost(&error),
    }
}

/// Refuses a request that lacks something without which the SDK builds no shape; nothing was sent.
pub(super) fn unbuilt(error: BuildError) -> CloudError {
    CloudError::refused(ErrorKind::InvalidInput, "", "MissingParameter", error)
}
