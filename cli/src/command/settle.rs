//! What must be settled before a deployment outside the simulator begins.

use crate::args::{Backend, Deploy, PlaceArgs};
use crate::deployment::Kept;
use crate::exit::Exit;
use crate::place::Place;
use crate::ui::Ui;

/// Settles what real AWS wants settled before anything is sent: the plan, the budget, the end, the account.
#[cfg(feature = "aws")]
pub(super) fn settle(ui: &Ui, name: &str, args: &Deploy, kept: &mut Kept) -> Result<(), Exit> {
    use std::sync::Arc;
    use std::time::Duration;

    use super::verbs::DEFAULT;
    use crate::outside::{confirm, expiry};
    use crate::settings::{model, typing};
    use paperboat_rehearsal::{Settings, rehearse};

    if kept.place.backend == Backend::Simulator {
        return Ok(());
    }
    // Outside, deployments share an account: what they make goes by the deployment's own name.
    if name != DEFAULT {
        for version in &mut kept.versions {
            version.name = name.to_owned();
        }
    }
    if kept.place.backend == Backend::Localstack {
        return Ok(());
    }
    let expires = expiry(Duration::from_secs(u64::from(args.limits.expires) * 3_600));
    for version in &mut kept.versions {
        version.expires = Some(expires.clone());
    }
    let model = Arc::new(model(ui, &args.run.world)?);
    let settings = Settings::quiet(
        Arc::clone(&model),
        typing(&model, args.run.hands.unwrap_or_default()),
    );
    let app = &kept.versions[0];
    let plan = rehearse(app, kept.way, &settings);
    kept.place.account = Some(confirm(ui, app, &plan, &expires, args)?);
    Ok(())
}

/// Refuses every place but the simulator: this program was built without the others.
#[cfg(not(feature = "aws"))]
pub(super) fn settle(ui: &Ui, _: &str, _: &Deploy, kept: &mut Kept) -> Result<(), Exit> {
    match kept.place.backend {
        Backend::Simulator => Ok(()),
        Backend::Localstack | Backend::Aws => Err(ui.fail(Exit::Usage, "backend-not-built", &[])),
    }
}

/// Settles what is wanted before a place is visited without a deployment: on real AWS the account.
#[cfg(feature = "aws")]
pub(super) fn settle_visit(ui: &Ui, args: &PlaceArgs) -> Result<Place, Exit> {
    let mut place = Place::of(args);
    if place.backend == Backend::Aws {
        place.account = Some(crate::outside::account(ui, args, || ())?);
    }
    Ok(place)
}

/// Refuses: this program was built without the places that can be visited.
#[cfg(not(feature = "aws"))]
pub(super) fn settle_visit(ui: &Ui, _: &PlaceArgs) -> Result<Place, Exit> {
    Err(ui.fail(Exit::Usage, "backend-not-built", &[]))
}
