### Facturas: qué se cuenta y a qué precio.

item-instance = instancia EC2
item-gp3-volume = volumen gp3
item-snapshot = instantánea
item-public-ipv4 = dirección IPv4 pública
item-fargate-task = tarea de Fargate
item-load-balancer = balanceador de carga
item-secret = secreto
item-efs-storage = almacenamiento EFS
item-hosted-zone = zona alojada privada
item-ecr-storage = almacenamiento ECR
item-capacity-units = capacidad del balanceador (LCU)
item-log-ingestion = líneas de log recibidas
item-log-storage = líneas de log guardadas
item-data-out = datos de salida
item-data-out-free = datos de salida gratis cada mes
item-secret-calls = llamadas a Secrets Manager
item-cpu-credits = CPU por encima de los créditos ganados

unit-hour = h
unit-vcpu-hour = vCPU-h
unit-gb-hour = GB-h
unit-gb-month = GB-mes
unit-gb = GB
unit-month = mes
unit-lcu-hour = LCU-h
unit-10k-calls = x 10 000 llamadas

column-quantity = Un mes: cantidad x precio unitario
position = { $quantity } { $unit } x { $price }
position-of = { $item }: { $position } = { $amount }
positions-of = { $lane }, un mes con tráfico:

cost-month-idle = por mes, sin tráfico
cost-failed = { $cost } (falló: { $phase })
cost-idle-note = Sin lo que añaden las peticiones de los usuarios (datos de salida, capacidad del balanceador, líneas de log): lo muestra paperboat compare.
cost-month-note = Un mes tiene 730 horas, y sus usuarios son la curva de un día por 30,42, dure lo que dure el recorrido. No se cuenta, porque no se modela: los bytes entre zonas y lo que los programas leen y escriben en discos y sistemas de archivos.

override-unused = tu { $key } no tuvo efecto: nada en esta ejecución usa ese número
