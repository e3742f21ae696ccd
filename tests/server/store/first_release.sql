BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE commands (
	site_id INTEGER NOT NULL, 
	caller VARCHAR(60) NOT NULL, 
	"key" VARCHAR(128) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	status INTEGER NOT NULL, 
	answer TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	checksum BIGINT NOT NULL, 
	CONSTRAINT pk_commands PRIMARY KEY (site_id, caller, "key"), 
	CONSTRAINT fk_commands_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
);
INSERT INTO "commands" VALUES(1,'device:1','key-00000000000000000001','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',201,'{"id":"01a2028c-8577-776a-b980-17914e8cb756","number":"A001","service":"A","state":"waiting","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-24T11:00:00.000Z","called_at":null,"ended_at":null,"counter":null,"recalls":0,"print_result":null}',1795518000000,1397602153);
INSERT INTO "commands" VALUES(1,'device:1','key-00000000000000000002','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',201,'{"id":"01a2028c-8582-73e4-b642-f6c222cc8c87","number":"A002","service":"A","state":"waiting","ahead":1,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-24T11:01:00.000Z","called_at":null,"ended_at":null,"counter":null,"recalls":0,"print_result":null}',1795518060000,959735449);
INSERT INTO "commands" VALUES(1,'device:1','key-00000000000000000003','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',201,'{"id":"01a2028c-8592-73c3-91d6-f29fc47eb7d9","number":"B001","service":"B","state":"waiting","ahead":2,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-24T11:02:00.000Z","called_at":null,"ended_at":null,"counter":null,"recalls":0,"print_result":null}',1795518120000,1061403554);
INSERT INTO "commands" VALUES(1,'device:1','key-00000000000000000004','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',201,'{"id":"01a2028c-8598-7339-b0fd-edda24f6d4e8","number":"A003","service":"A","state":"waiting","ahead":3,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-24T11:03:00.000Z","called_at":null,"ended_at":null,"counter":null,"recalls":0,"print_result":null}',1795518180000,2875408657);
INSERT INTO "commands" VALUES(1,'device:1','key-00000000000000000005','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',201,'{"id":"01a2028c-85a2-76d2-ac01-ef72e86770b1","number":"B002","service":"B","state":"waiting","ahead":4,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-24T11:04:00.000Z","called_at":null,"ended_at":null,"counter":null,"recalls":0,"print_result":null}',1795518240000,411169027);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000006','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"ticket":{"id":"01a2028c-8577-776a-b980-17914e8cb756","number":"A001","service":"A","state":"called","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-24T11:00:00.000Z","called_at":"2026-11-24T11:05:00.000Z","ended_at":null,"counter":"1","recalls":0,"print_result":null}}',1795518300000,2323700727);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000007','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"id":"01a2028c-8577-776a-b980-17914e8cb756","number":"A001","service":"A","state":"called","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-24T11:00:00.000Z","called_at":"2026-11-24T11:05:00.000Z","ended_at":null,"counter":"1","recalls":1,"print_result":null}',1795518305000,2091375049);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000008','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"id":"01a2028c-8577-776a-b980-17914e8cb756","number":"A001","service":"A","state":"no_show","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-24T11:00:00.000Z","called_at":"2026-11-24T11:05:00.000Z","ended_at":"2026-11-24T11:05:10.000Z","counter":"1","recalls":1,"print_result":null}',1795518310000,2008220668);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000009','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"ticket":{"id":"01a2028c-8582-73e4-b642-f6c222cc8c87","number":"A002","service":"A","state":"called","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-24T11:01:00.000Z","called_at":"2026-11-24T11:06:10.000Z","ended_at":null,"counter":"1","recalls":0,"print_result":null}}',1795518370000,3672241849);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000010','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"id":"01a2028c-8582-73e4-b642-f6c222cc8c87","number":"A002","service":"A","state":"serving","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-24T11:01:00.000Z","called_at":"2026-11-24T11:06:10.000Z","ended_at":null,"counter":"1","recalls":0,"print_result":null}',1795518430000,346599382);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000011','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"ticket":{"id":"01a2028c-8592-73c3-91d6-f29fc47eb7d9","number":"B001","service":"B","state":"called","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-24T11:02:00.000Z","called_at":"2026-11-24T11:08:10.000Z","ended_at":null,"counter":"2","recalls":0,"print_result":null}}',1795518490000,4035324826);
INSERT INTO "commands" VALUES(1,'device:1','key-00000000000000000012','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',201,'{"id":"01a2028c-85ee-772e-838f-213082472c01","number":"A001","service":"A","state":"waiting","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-25T11:09:10.000Z","called_at":null,"ended_at":null,"counter":null,"recalls":0,"print_result":null}',1795604950000,3743356472);
INSERT INTO "commands" VALUES(1,'device:1','key-00000000000000000013','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',201,'{"id":"01a2028c-85fa-7108-bc06-2e02e244a772","number":"A002","service":"A","state":"waiting","ahead":1,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-25T11:10:10.000Z","called_at":null,"ended_at":null,"counter":null,"recalls":0,"print_result":null}',1795605010000,1688424467);
INSERT INTO "commands" VALUES(1,'device:1','key-00000000000000000014','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',201,'{"id":"01a2028c-8606-777b-bdc2-c8f12ec47ed2","number":"B001","service":"B","state":"waiting","ahead":2,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-25T11:11:10.000Z","called_at":null,"ended_at":null,"counter":null,"recalls":0,"print_result":null}',1795605070000,4026274478);
INSERT INTO "commands" VALUES(1,'device:1','key-00000000000000000015','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',201,'{"id":"01a2028c-860e-716b-b39a-7f300cc621c6","number":"A003","service":"A","state":"waiting","ahead":3,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-25T11:12:10.000Z","called_at":null,"ended_at":null,"counter":null,"recalls":0,"print_result":null}',1795605130000,4258740363);
INSERT INTO "commands" VALUES(1,'device:1','key-00000000000000000016','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',201,'{"id":"01a2028c-8612-7450-9efd-f75361019bf0","number":"B002","service":"B","state":"waiting","ahead":4,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-25T11:13:10.000Z","called_at":null,"ended_at":null,"counter":null,"recalls":0,"print_result":null}',1795605190000,4081565994);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000017','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"ticket":{"id":"01a2028c-85ee-772e-838f-213082472c01","number":"A001","service":"A","state":"called","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-25T11:09:10.000Z","called_at":"2026-11-25T11:14:10.000Z","ended_at":null,"counter":"1","recalls":0,"print_result":null}}',1795605250000,3491455310);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000018','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"id":"01a2028c-85ee-772e-838f-213082472c01","number":"A001","service":"A","state":"called","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-25T11:09:10.000Z","called_at":"2026-11-25T11:14:10.000Z","ended_at":null,"counter":"1","recalls":1,"print_result":null}',1795605255000,3837653223);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000019','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"id":"01a2028c-85ee-772e-838f-213082472c01","number":"A001","service":"A","state":"no_show","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-25T11:09:10.000Z","called_at":"2026-11-25T11:14:10.000Z","ended_at":"2026-11-25T11:14:20.000Z","counter":"1","recalls":1,"print_result":null}',1795605260000,2477899465);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000020','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"ticket":{"id":"01a2028c-85fa-7108-bc06-2e02e244a772","number":"A002","service":"A","state":"called","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-25T11:10:10.000Z","called_at":"2026-11-25T11:15:20.000Z","ended_at":null,"counter":"1","recalls":0,"print_result":null}}',1795605320000,4093959015);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000021','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"id":"01a2028c-85fa-7108-bc06-2e02e244a772","number":"A002","service":"A","state":"serving","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-25T11:10:10.000Z","called_at":"2026-11-25T11:15:20.000Z","ended_at":null,"counter":"1","recalls":0,"print_result":null}',1795605380000,3396356666);
INSERT INTO "commands" VALUES(1,'user:1','key-00000000000000000022','416743b001479e7549889144cc92e1e9bb89f01799e1c3fa1188142e86666347',200,'{"ticket":{"id":"01a2028c-8606-777b-bdc2-c8f12ec47ed2","number":"B001","service":"B","state":"called","ahead":0,"wait":null,"token":null,"url":null,"language":"en","created_at":"2026-11-25T11:11:10.000Z","called_at":"2026-11-25T11:17:20.000Z","ended_at":null,"counter":"2","recalls":0,"print_result":null}}',1795605440000,2795241713);
CREATE TABLE counters (
	site_id INTEGER NOT NULL, 
	code VARCHAR(20) NOT NULL, 
	position INTEGER NOT NULL, 
	retired BOOLEAN NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	ticket_id VARCHAR(36), 
	next_at BIGINT, 
	CONSTRAINT pk_counters PRIMARY KEY (site_id, code), 
	CONSTRAINT ck_counters_state CHECK (state IN ('open', 'closed')), 
	CONSTRAINT fk_counters_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
);
INSERT INTO "counters" VALUES(1,'1',0,0,'open','01a2028c-85fa-7108-bc06-2e02e244a772',1795605320000);
INSERT INTO "counters" VALUES(1,'2',1,0,'open','01a2028c-8606-777b-bdc2-c8f12ec47ed2',1795605440000);
CREATE TABLE devices (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	role VARCHAR(10) NOT NULL, 
	counter VARCHAR(20), 
	token_hash VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	revoked_at BIGINT, 
	seen_at BIGINT, 
	status TEXT, 
	CONSTRAINT pk_devices PRIMARY KEY (id), 
	CONSTRAINT ck_devices_role CHECK (role IN ('kiosk', 'display', 'counter', 'metrics')), 
	CONSTRAINT fk_devices_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_devices_token_hash UNIQUE (token_hash)
);
INSERT INTO "devices" VALUES(1,1,'kiosk','kiosk',NULL,'798218dd84cf3cfb9c7e9430077599a382272e8f2eb5b225d832a2d91e108370',1795518000000,NULL,NULL,NULL);
CREATE TABLE events (
	site_id INTEGER NOT NULL, 
	id BIGINT NOT NULL, 
	event VARCHAR(40) NOT NULL, 
	at BIGINT NOT NULL, 
	ticket_id VARCHAR(36), 
	actor VARCHAR(60) NOT NULL, 
	data TEXT NOT NULL, 
	checksum BIGINT NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (site_id, id), 
	CONSTRAINT fk_events_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
)
 WITHOUT ROWID

;
INSERT INTO "events" VALUES(1,1,'day.started',1795518000000,NULL,'system','{"business_day":"2026-11-24"}',3993042897);
INSERT INTO "events" VALUES(1,2,'site.changed',1795518000000,NULL,'system','{"digest":"bef6c9ba2d451c5ac1a6a366405e7e3a","revision":1}',2515468517);
INSERT INTO "events" VALUES(1,3,'device.added',1795518000000,NULL,'system','{"device":1,"digest":"0aff56bb07dea0249800c2f9df05c307","role":"kiosk"}',737933367);
INSERT INTO "events" VALUES(1,4,'user.changed',1795518000000,NULL,'system','{"digest":"2f7b50a9f4c800ed8c8c6e5a266fbccd","user":1,"what":"added"}',577202535);
INSERT INTO "events" VALUES(1,5,'ticket.issued',1795518000000,'01a2028c-8577-776a-b980-17914e8cb756','device:1','{"business_day":"2026-11-24","device":1,"language":"en","number":1,"service":"A"}',2934550119);
INSERT INTO "events" VALUES(1,6,'ticket.issued',1795518060000,'01a2028c-8582-73e4-b642-f6c222cc8c87','device:1','{"business_day":"2026-11-24","device":1,"language":"en","number":2,"service":"A"}',1600124413);
INSERT INTO "events" VALUES(1,7,'ticket.issued',1795518120000,'01a2028c-8592-73c3-91d6-f29fc47eb7d9','device:1','{"business_day":"2026-11-24","device":1,"language":"en","number":1,"service":"B"}',1946291070);
INSERT INTO "events" VALUES(1,8,'ticket.issued',1795518180000,'01a2028c-8598-7339-b0fd-edda24f6d4e8','device:1','{"business_day":"2026-11-24","device":1,"language":"en","number":3,"service":"A"}',2279758401);
INSERT INTO "events" VALUES(1,9,'ticket.issued',1795518240000,'01a2028c-85a2-76d2-ac01-ef72e86770b1','device:1','{"business_day":"2026-11-24","device":1,"language":"en","number":2,"service":"B"}',1306374236);
INSERT INTO "events" VALUES(1,10,'counter.opened',1795518300000,NULL,'user:1','{"counter":"1"}',4084358775);
INSERT INTO "events" VALUES(1,11,'ticket.called',1795518300000,'01a2028c-8577-776a-b980-17914e8cb756','user:1','{"counter":"1","language":"en","number":1,"service":"A"}',3041277272);
INSERT INTO "events" VALUES(1,12,'ticket.recalled',1795518305000,'01a2028c-8577-776a-b980-17914e8cb756','user:1','{"counter":"1","language":"en","number":1,"service":"A"}',781143649);
INSERT INTO "events" VALUES(1,13,'ticket.no_show',1795518310000,'01a2028c-8577-776a-b980-17914e8cb756','user:1','{"counter":"1","number":1,"reason":"staff","service":"A"}',1993264029);
INSERT INTO "events" VALUES(1,14,'ticket.called',1795518370000,'01a2028c-8582-73e4-b642-f6c222cc8c87','user:1','{"counter":"1","language":"en","number":2,"service":"A"}',738315841);
INSERT INTO "events" VALUES(1,15,'ticket.arrived',1795518430000,'01a2028c-8582-73e4-b642-f6c222cc8c87','user:1','{"counter":"1","number":2,"service":"A"}',1969659446);
INSERT INTO "events" VALUES(1,16,'counter.opened',1795518490000,NULL,'user:1','{"counter":"2"}',2349899812);
INSERT INTO "events" VALUES(1,17,'ticket.called',1795518490000,'01a2028c-8592-73c3-91d6-f29fc47eb7d9','user:1','{"counter":"2","language":"en","number":1,"service":"B"}',198713858);
INSERT INTO "events" VALUES(1,18,'ticket.finished',1795604950000,'01a2028c-8582-73e4-b642-f6c222cc8c87','device:1','{"counter":"1","number":2,"reason":"day_end","service":"A"}',1646221536);
INSERT INTO "events" VALUES(1,19,'ticket.finished',1795604950000,'01a2028c-8592-73c3-91d6-f29fc47eb7d9','device:1','{"counter":"2","number":1,"reason":"day_end","service":"B"}',2044694324);
INSERT INTO "events" VALUES(1,20,'ticket.cancelled',1795604950000,'01a2028c-8598-7339-b0fd-edda24f6d4e8','device:1','{"counter":null,"number":3,"reason":"day_end","service":"A"}',978618870);
INSERT INTO "events" VALUES(1,21,'ticket.cancelled',1795604950000,'01a2028c-85a2-76d2-ac01-ef72e86770b1','device:1','{"counter":null,"number":2,"reason":"day_end","service":"B"}',2545954395);
INSERT INTO "events" VALUES(1,22,'day.started',1795604950000,NULL,'device:1','{"business_day":"2026-11-25"}',2665899746);
INSERT INTO "events" VALUES(1,23,'ticket.issued',1795604950000,'01a2028c-85ee-772e-838f-213082472c01','device:1','{"business_day":"2026-11-25","device":1,"language":"en","number":1,"service":"A"}',3583919341);
INSERT INTO "events" VALUES(1,24,'ticket.issued',1795605010000,'01a2028c-85fa-7108-bc06-2e02e244a772','device:1','{"business_day":"2026-11-25","device":1,"language":"en","number":2,"service":"A"}',3582582094);
INSERT INTO "events" VALUES(1,25,'ticket.issued',1795605070000,'01a2028c-8606-777b-bdc2-c8f12ec47ed2','device:1','{"business_day":"2026-11-25","device":1,"language":"en","number":1,"service":"B"}',3490486367);
INSERT INTO "events" VALUES(1,26,'ticket.issued',1795605130000,'01a2028c-860e-716b-b39a-7f300cc621c6','device:1','{"business_day":"2026-11-25","device":1,"language":"en","number":3,"service":"A"}',3988768336);
INSERT INTO "events" VALUES(1,27,'ticket.issued',1795605190000,'01a2028c-8612-7450-9efd-f75361019bf0','device:1','{"business_day":"2026-11-25","device":1,"language":"en","number":2,"service":"B"}',2972651540);
INSERT INTO "events" VALUES(1,28,'counter.opened',1795605250000,NULL,'user:1','{"counter":"1"}',2027431848);
INSERT INTO "events" VALUES(1,29,'ticket.called',1795605250000,'01a2028c-85ee-772e-838f-213082472c01','user:1','{"counter":"1","language":"en","number":1,"service":"A"}',2733082950);
INSERT INTO "events" VALUES(1,30,'ticket.recalled',1795605255000,'01a2028c-85ee-772e-838f-213082472c01','user:1','{"counter":"1","language":"en","number":1,"service":"A"}',1238272595);
INSERT INTO "events" VALUES(1,31,'ticket.no_show',1795605260000,'01a2028c-85ee-772e-838f-213082472c01','user:1','{"counter":"1","number":1,"reason":"staff","service":"A"}',3889353696);
INSERT INTO "events" VALUES(1,32,'ticket.called',1795605320000,'01a2028c-85fa-7108-bc06-2e02e244a772','user:1','{"counter":"1","language":"en","number":2,"service":"A"}',1676048917);
INSERT INTO "events" VALUES(1,33,'ticket.arrived',1795605380000,'01a2028c-85fa-7108-bc06-2e02e244a772','user:1','{"counter":"1","number":2,"service":"A"}',1883973616);
INSERT INTO "events" VALUES(1,34,'counter.opened',1795605440000,NULL,'user:1','{"counter":"2"}',3110294173);
INSERT INTO "events" VALUES(1,35,'ticket.called',1795605440000,'01a2028c-8606-777b-bdc2-c8f12ec47ed2','user:1','{"counter":"2","language":"en","number":1,"service":"B"}',3181808263);
CREATE TABLE number_counters (
	site_id INTEGER NOT NULL, 
	service VARCHAR(20) NOT NULL, 
	business_day VARCHAR(10) NOT NULL, 
	last INTEGER NOT NULL, 
	waiting INTEGER NOT NULL, 
	CONSTRAINT pk_number_counters PRIMARY KEY (site_id, service, business_day), 
	CONSTRAINT fk_number_counters_site_id_service FOREIGN KEY(site_id, service) REFERENCES services (site_id, code)
)
 WITHOUT ROWID

;
INSERT INTO "number_counters" VALUES(1,'A','2026-11-24',3,0);
INSERT INTO "number_counters" VALUES(1,'A','2026-11-25',3,1);
INSERT INTO "number_counters" VALUES(1,'B','2026-11-24',2,0);
INSERT INTO "number_counters" VALUES(1,'B','2026-11-25',2,1);
CREATE TABLE services (
	site_id INTEGER NOT NULL, 
	code VARCHAR(20) NOT NULL, 
	position INTEGER NOT NULL, 
	retired BOOLEAN NOT NULL, 
	CONSTRAINT pk_services PRIMARY KEY (site_id, code), 
	CONSTRAINT fk_services_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
);
INSERT INTO "services" VALUES(1,'A',0,0);
INSERT INTO "services" VALUES(1,'B',1,0);
CREATE TABLE sites (
	id INTEGER NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	settings TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	secret VARCHAR(64) NOT NULL, 
	last_event BIGINT NOT NULL, 
	business_day VARCHAR(10), 
	created_at BIGINT NOT NULL, 
	CONSTRAINT pk_sites PRIMARY KEY (id), 
	CONSTRAINT uq_sites_code UNIQUE (code)
);
INSERT INTO "sites" VALUES(1,'main','name = "Town Hall"

[[services]]
code = "A"
name = {en = "A"}

[[services]]
code = "B"
name = {en = "B"}

[[counters]]
code = "1"

[[counters]]
code = "2"
services = ["B"]
',1,'d23b52dc527c6e66a4c0c75efc6ea685700548a2df88e83c9a09463ccc8e95c5',35,'2026-11-25',1795518000000);
CREATE TABLE tickets (
	id VARCHAR(36) NOT NULL, 
	site_id INTEGER NOT NULL, 
	business_day VARCHAR(10) NOT NULL, 
	service VARCHAR(20) NOT NULL, 
	number INTEGER NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	language VARCHAR(20) NOT NULL, 
	device_id INTEGER, 
	token_hash VARCHAR(64) NOT NULL, 
	issue_event BIGINT NOT NULL, 
	created_at BIGINT NOT NULL, 
	call_event BIGINT, 
	called_at BIGINT, 
	last_called_at BIGINT, 
	recalls INTEGER NOT NULL, 
	counter VARCHAR(20), 
	arrived_at BIGINT, 
	ended_at BIGINT, 
	end_reason VARCHAR(20), 
	print_result VARCHAR(10), 
	print_reason VARCHAR(200), 
	CONSTRAINT pk_tickets PRIMARY KEY (id), 
	CONSTRAINT ck_tickets_state CHECK (state IN ('waiting', 'called', 'serving', 'finished', 'no_show', 'cancelled')), 
	CONSTRAINT ck_tickets_number CHECK (number >= 0), 
	CONSTRAINT fk_tickets_site_id_service FOREIGN KEY(site_id, service) REFERENCES services (site_id, code), 
	CONSTRAINT fk_tickets_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_tickets_site_id_business_day_service_number UNIQUE (site_id, business_day, service, number), 
	CONSTRAINT uq_tickets_token_hash UNIQUE (token_hash)
);
INSERT INTO "tickets" VALUES('01a2028c-8577-776a-b980-17914e8cb756',1,'2026-11-24','A',1,'no_show','en',1,'0ac7d3b1c0f8f16805683cf5e3888980cfa1ab718b21a78bbc8d66f51af5b389',5,1795518000000,12,1795518300000,1795518305000,1,'1',NULL,1795518310000,'staff',NULL,NULL);
INSERT INTO "tickets" VALUES('01a2028c-8582-73e4-b642-f6c222cc8c87',1,'2026-11-24','A',2,'finished','en',1,'b54e61ee9821e7c4c9ea9902b4182b7f1181508bbd1e6c3a671dd9dd6a8b5501',6,1795518060000,14,1795518370000,1795518370000,0,'1',1795518430000,1795604950000,'day_end',NULL,NULL);
INSERT INTO "tickets" VALUES('01a2028c-8592-73c3-91d6-f29fc47eb7d9',1,'2026-11-24','B',1,'finished','en',1,'d6dabf9b798171cea4ba2b8220c9246b53720bdb56a5ed111801a399d1705fa2',7,1795518120000,17,1795518490000,1795518490000,0,'2',NULL,1795604950000,'day_end',NULL,NULL);
INSERT INTO "tickets" VALUES('01a2028c-8598-7339-b0fd-edda24f6d4e8',1,'2026-11-24','A',3,'cancelled','en',1,'fc83fac4c8eb65a3dcc43c59ca9c442140d14c1c1c1530f6f8953f7b567f307c',8,1795518180000,NULL,NULL,NULL,0,NULL,NULL,1795604950000,'day_end',NULL,NULL);
INSERT INTO "tickets" VALUES('01a2028c-85a2-76d2-ac01-ef72e86770b1',1,'2026-11-24','B',2,'cancelled','en',1,'6df0ccf06815870db6a0cab1f7d8693ab1fb2159c31cbee555b8bf677ab201ae',9,1795518240000,NULL,NULL,NULL,0,NULL,NULL,1795604950000,'day_end',NULL,NULL);
INSERT INTO "tickets" VALUES('01a2028c-85ee-772e-838f-213082472c01',1,'2026-11-25','A',1,'no_show','en',1,'187631f80bf56fd3b6bb45b94e87edcc6d00345ccae6c5143e5df4ac7340a947',23,1795604950000,30,1795605250000,1795605255000,1,'1',NULL,1795605260000,'staff',NULL,NULL);
INSERT INTO "tickets" VALUES('01a2028c-85fa-7108-bc06-2e02e244a772',1,'2026-11-25','A',2,'serving','en',1,'93fa29bb0fed7d5fd9c6bc7cd40b8e5571f667153e74aa91c2166080664a9765',24,1795605010000,32,1795605320000,1795605320000,0,'1',1795605380000,NULL,NULL,NULL,NULL);
INSERT INTO "tickets" VALUES('01a2028c-8606-777b-bdc2-c8f12ec47ed2',1,'2026-11-25','B',1,'called','en',1,'f5aa11842efcd3d2224e6d59b71ff271b4bef72955715a0074ede4a34dbe1148',25,1795605070000,35,1795605440000,1795605440000,0,'2',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "tickets" VALUES('01a2028c-860e-716b-b39a-7f300cc621c6',1,'2026-11-25','A',3,'waiting','en',1,'8c37033762568cc8c487b3f952b6a3dabe818778dd2dcc4a6f7b74edbdfcb11f',26,1795605130000,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "tickets" VALUES('01a2028c-8612-7450-9efd-f75361019bf0',1,'2026-11-25','B',2,'waiting','en',1,'ed6de7bea8ea122118ce89395ba5adbe4401d8b94102570b2983b203bfc72dff',27,1795605190000,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE users (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	role VARCHAR(10) NOT NULL, 
	password_hash VARCHAR(200) NOT NULL, 
	created_at BIGINT NOT NULL, 
	disabled_at BIGINT, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT ck_users_role CHECK (role IN ('staff', 'manager', 'admin')), 
	CONSTRAINT fk_users_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_users_site_id_name UNIQUE (site_id, name)
);
INSERT INTO "users" VALUES(1,1,'ada','staff','$argon2id$v=19$m=19456,t=2,p=1$Bj8emsCMtqFXbbDUq4RlZg$0oaMogXeyKVNIzrBWxdDJF3XjAwfVo/LOnVx2AvkSr4',1795518000000,NULL);
CREATE UNIQUE INDEX uq_devices_name ON devices (site_id, name) WHERE revoked_at IS NULL;
CREATE INDEX ix_tickets_calls ON tickets (site_id, call_event) WHERE call_event IS NOT NULL;
CREATE INDEX ix_tickets_open ON tickets (site_id, business_day) WHERE state IN ('waiting', 'called', 'serving');
CREATE INDEX ix_tickets_waiting ON tickets (site_id, issue_event, service) WHERE state = 'waiting';
COMMIT;
