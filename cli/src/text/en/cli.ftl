### What every command may say.

level-error = error
level-warning = warning
level-help = help
level-note = note
docker-says = Docker Compose says: { $words }
first-defined-here = first defined here

### Words of tables.

column-key = Key
column-value = Value
column-unit = Unit
column-source = Source
column-confidence = Confidence
documented = documented
measured = measured
estimate = estimate

model-title = Model { $version }: { $count ->
    [one] one number
   *[other] { $count } numbers
}. Prices are those of us-east-1, on demand, without tax and free tier.
model-nothing = no number of the model begins with { $prefix }; the nearest key is { $nearest }

override-form = --set takes KEY=VALUE, not { $given }
override-unknown = no number of the model is named { $key }; the nearest is { $nearest }
override-wrong = { $key } cannot be { $value }: { $reason }

### Deployments that last.

session-none = there is no deployment named { $name } in .paperboat; `paperboat deploy` makes one
session-several = there are several deployments in .paperboat ({ $names }); name one with --name
session-exists = there is a deployment named { $name } already; go on with it (status, update, destroy), or choose another --name
session-io = { $path }: { $reason }
session-in-use = { $path } is in use by another paperboat
session-damaged = { $path }:{ $line } cannot be read: { $reason }; the lines before it are sound
session-other-model = this deployment was made with model { $was }, this program has { $is }: the numbers would differ. Use the program that made it, or destroy it and deploy again
