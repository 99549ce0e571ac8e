//! `paperboat doctor`: which of the operations that strategies need an endpoint has.

use crate::args;
use crate::exit::Exit;
use crate::ui::Ui;

/// Asks an endpoint about every operation; on the simulator and on real AWS there is nothing to ask.
#[cfg(not(feature = "aws"))]
pub fn doctor(ui: &Ui, _: &args::Doctor) -> Exit {
    ui.fail(Exit::Usage, "backend-not-built", &[])
}

/// Asks an endpoint about every operation; on the simulator and on real AWS there is nothing to ask. Ends with 1 when
/// something is missing.
#[cfg(feature = "aws")]
pub fn doctor(ui: &Ui, args: &args::Doctor) -> Exit {
    ask::doctor(ui, args).unwrap_or_else(|exit| exit)
}

#[cfg(feature = "aws")]
mod ask {
    use paperboat_backends::aws::{AwsCloud, Support, Supported, silence};
    use paperboat_core::error::Cause;

    use crate::args::{self, Backend};
    use crate::exit::Exit;
    use crate::place::Place;
    use crate::report::fail_because;
    use crate::table::Table;
    use crate::ui::Ui;

    pub(super) fn doctor(ui: &Ui, args: &args::Doctor) -> Result<Exit, Exit> {
        if args.place.backend != Some(Backend::Localstack) {
            return Err(ui.fail(Exit::Usage, "doctor-localstack", &[]));
        }
        let place = Place::of(&args.place).for_sdk();
        let fail = |cause: Cause| fail_because(ui, "doctor-failed", &[], &cause);
        let runtime = tokio::runtime::Runtime::new().map_err(|error| {
            let said = [("why", &*error.to_string())];
            ui.fail(Exit::Failed, "doctor-failed", &said)
        })?;
        let (cloud, found) = runtime.block_on(async {
            let connected = AwsCloud::connect(&place).await;
            let cloud = connected.map_err(|error| fail(error.into_error("doctor").into()))?;
            let found = cloud.probe().await;
            Ok::<_, Exit>((cloud, found))
        })?;
        if let Some(error) = silence(&found) {
            return Err(fail(error.into()));
        }
        let missing = |s: &&Support| matches!(s.state, Supported::Missing | Supported::Paid(_));
        let count = found.iter().filter(missing).count();
        if ui.json {
            ui.json(&found);
        } else {
            show(ui, &cloud, &found, count);
        }
        Ok(if count == 0 {
            Exit::Success
        } else {
            Exit::Failed
        })
    }

    fn show(ui: &Ui, cloud: &AwsCloud, found: &[Support], missing: usize) {
        let at = cloud.place();
        let endpoint = at.endpoint.as_deref().unwrap_or("AWS");
        let said = [("place", endpoint), ("region", &at.region)];
        ui.out(&ui.text.with("doctor-title", &said));
        let mut table = Table::new(ui, &["column-operation", "column-supported", "column-said"]);
        for support in found {
            let key = match support.state {
                Supported::Yes => "doctor-yes",
                Supported::Missing => "doctor-missing",
                Supported::Paid(_) => "doctor-paid",
                Supported::Unknown => "doctor-unknown",
            };
            let said = if support.state == Supported::Yes {
                String::new()
            } else {
                support.said.clone()
            };
            table.row([support.operation.clone(), ui.text.get(key), said]);
        }
        ui.out(&table.render());
        let count = missing.to_string();
        ui.out(&match missing {
            0 => ui.text.get("doctor-all"),
            _ => ui.text.with("doctor-some", &[("count", &count)]),
        });
    }
}
