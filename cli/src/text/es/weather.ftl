### Averías que golpean un despliegue desde fuera.

event-fault = avería: { $fault }
event-fault-at = avería en { $subject }: { $fault }
event-fault-ended = terminó: { $fault } ({ $subject })
event-fault-missed = avería que no dio con nada: { $fault } ({ $why })

fault-process-crash = un programa se cae
fault-out-of-memory = un programa ocupa toda la memoria
fault-host-reboot = la máquina se reinicia
fault-instance-dies = se pierde la instancia con su disco
fault-system-check-failed = falla el hardware debajo de la instancia
fault-task-retirement = AWS retira la plataforma de las tareas
fault-maintenance = AWS hace mantenimiento debajo de los programas
fault-host-dies = falla el hardware debajo de los programas
fault-spot-reclaim = AWS recupera la capacidad Spot
fault-zone-outage = una zona de disponibilidad se queda sin corriente
fault-registry-rate-limit = se agota el límite de descargas de Docker Hub
fault-registry-outage = los registros no contestan
fault-slow-network = la red hacia los registros va lenta
fault-security-group-closed = se quita un puerto de los grupos de seguridad
fault-bound-to-localhost = la próxima versión solo escucha en localhost
fault-slow-start = un programa tarda mucho en arrancar
fault-disk-full = el disco está lleno
fault-expired-secret = un secreto ha caducado
fault-quota-reached = se agota la cuota de vCPU
fault-api-throttled = AWS rechaza llamadas por su frecuencia
fault-database-down = una base de datos no contesta
fault-image-missing = la próxima versión no está en ningún registro
fault-image-crashes = la próxima versión se cae al arrancar

missed-no-container = no corre ningún contenedor de ese servicio
missed-no-database = no corre ninguna base de datos con ese nombre
missed-no-docker = esa máquina no tiene imágenes ni contenedores que puedan llenar su disco
missed-no-instance = no corre ninguna instancia EC2
missed-no-rule = ninguna regla de un grupo de seguridad abre ese puerto
missed-no-secret = ningún programa que corra recibe un secreto con ese nombre
missed-no-spot = nada corre en capacidad Spot
missed-no-task = no corre ninguna tarea de Fargate
missed-no-zone = la región no tiene ninguna zona con ese nombre
missed-nothing-runs = no corre nada
missed-nothing-there = ahí no hay nada de este despliegue
