// Generated from spec/schemas by `npm run generate`. Do not edit.
var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,
mod),mod.exports}catch(e){throw mod=0,e}};var require_ucs2length=__commonJS({"node_modules/ajv/dist/runtime/ucs2length.js"(exports){"use strict";Object.
defineProperty(exports,"__esModule",{value:!0});function ucs2length(str){let len=str.length,length=0,pos=0,value;
for(;pos<len;)length++,value=str.charCodeAt(pos++),value>=55296&&value<=56319&&pos<len&&(value=str.charCodeAt(
pos),(value&64512)===56320&&pos++);return length}exports.default=ucs2length;ucs2length.code='require("ajv/dist\
/runtime/ucs2length").default'}});var containersAgent=validate21,schema6={$id:"config/containers-agent.schema.json",type:"object",additionalProperties:!1,
properties:{connection:{$ref:"connection.schema.json"},log:{$ref:"log.schema.json"},topicPrefix:{type:"string",
pattern:"^[^+#\\u0000]+$"},stateDir:{type:"string"},bootIdFile:{type:"string"},domain:{type:"string",pattern:"\
^[A-Za-z0-9][A-Za-z0-9_.-]*$"},progressInterval:{type:"string",format:"duration"},currentStateDelay:{type:"str\
ing",format:"duration"},artifacts:{$ref:"artifacts.schema.json"},engineSocket:{type:"string",pattern:"^/"},enginePatience:{
type:"string",format:"duration"},registries:{type:"object",additionalProperties:!1,patternProperties:{"^([A-Za\
-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$":{type:"object",additionalProperties:!1,properties:{username:{
type:"string",minLength:1},password:{type:"string",minLength:1},caCert:{type:"string"},insecure:{type:"boolean"}}}}},
systemContainers:{type:"array",items:{type:"string",minLength:1}},adopt:{type:"boolean"},keepUnlisted:{type:"b\
oolean"},keepImages:{type:"boolean"},selfHeal:{type:"boolean"},settleTime:{type:"string",format:"duration"},startTimeout:{
type:"string",format:"duration"}}},func2=Object.prototype.hasOwnProperty,func5=require_ucs2length().default,schema7={
$id:"config/connection.schema.json",type:"object",additionalProperties:!1,properties:{broker:{type:"string"},clientId:{
type:"string"},protocolVersion:{type:"integer",enum:[4,5]},sessionExpiry:{type:"string",format:"duration"},keepAlive:{
type:"string",format:"duration"},disconnectTimeout:{type:"string",format:"duration"},username:{type:"string"},
password:{type:"string"},connectTimeout:{type:"string",format:"duration"},acknowledgeTimeout:{type:"string",format:"\
duration"},subscribeTimeout:{type:"string",format:"duration"},unsubscribeTimeout:{type:"string",format:"durati\
on"},caCert:{type:"string"},cert:{type:"string"},key:{type:"string"}}},formats0=/^-?(|0|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/;
function validate22(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let _errs1=errors;for(let key0 in data)if(!func2.
call(schema7.properties,key0)){return validate22.errors=[{instancePath,schemaPath:"#/additionalProperties",keyword:"\
additionalProperties",params:{additionalProperty:key0},message:"must NOT have additional properties"}],!1;break}
if(_errs1===errors){if(data.broker!==void 0){let _errs2=errors;if(typeof data.broker!="string")return validate22.
errors=[{instancePath:instancePath+"/broker",schemaPath:"#/properties/broker/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs2===errors}else var valid0=!0;if(valid0){if(data.clientId!==
void 0){let _errs4=errors;if(typeof data.clientId!="string")return validate22.errors=[{instancePath:instancePath+
"/clientId",schemaPath:"#/properties/clientId/type",keyword:"type",params:{type:"string"},message:"must be str\
ing"}],!1;var valid0=_errs4===errors}else var valid0=!0;if(valid0){if(data.protocolVersion!==void 0){let data2=data.
protocolVersion,_errs6=errors;if(!(typeof data2=="number"&&!(data2%1)&&!isNaN(data2)&&isFinite(data2)))return validate22.
errors=[{instancePath:instancePath+"/protocolVersion",schemaPath:"#/properties/protocolVersion/type",keyword:"\
type",params:{type:"integer"},message:"must be integer"}],!1;if(!(data2===4||data2===5))return validate22.errors=
[{instancePath:instancePath+"/protocolVersion",schemaPath:"#/properties/protocolVersion/enum",keyword:"enum",params:{
allowedValues:schema7.properties.protocolVersion.enum},message:"must be equal to one of the allowed values"}],
!1;var valid0=_errs6===errors}else var valid0=!0;if(valid0){if(data.sessionExpiry!==void 0){let data3=data.sessionExpiry,
_errs8=errors;if(errors===_errs8&&errors===_errs8)if(typeof data3=="string"){if(!formats0.test(data3))return validate22.
errors=[{instancePath:instancePath+"/sessionExpiry",schemaPath:"#/properties/sessionExpiry/format",keyword:"fo\
rmat",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate22.errors=[{instancePath:instancePath+
"/sessionExpiry",schemaPath:"#/properties/sessionExpiry/type",keyword:"type",params:{type:"string"},message:"m\
ust be string"}],!1;var valid0=_errs8===errors}else var valid0=!0;if(valid0){if(data.keepAlive!==void 0){let data4=data.
keepAlive,_errs10=errors;if(errors===_errs10&&errors===_errs10)if(typeof data4=="string"){if(!formats0.test(data4))
return validate22.errors=[{instancePath:instancePath+"/keepAlive",schemaPath:"#/properties/keepAlive/format",keyword:"\
format",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate22.errors=[
{instancePath:instancePath+"/keepAlive",schemaPath:"#/properties/keepAlive/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs10===errors}else var valid0=!0;if(valid0){if(data.disconnectTimeout!==
void 0){let data5=data.disconnectTimeout,_errs12=errors;if(errors===_errs12&&errors===_errs12)if(typeof data5==
"string"){if(!formats0.test(data5))return validate22.errors=[{instancePath:instancePath+"/disconnectTimeout",schemaPath:"\
#/properties/disconnectTimeout/format",keyword:"format",params:{format:"duration"},message:'must match format \
"duration"'}],!1}else return validate22.errors=[{instancePath:instancePath+"/disconnectTimeout",schemaPath:"#/\
properties/disconnectTimeout/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs12===
errors}else var valid0=!0;if(valid0){if(data.username!==void 0){let _errs14=errors;if(typeof data.username!="s\
tring")return validate22.errors=[{instancePath:instancePath+"/username",schemaPath:"#/properties/username/type",
keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs14===errors}else var valid0=!0;
if(valid0){if(data.password!==void 0){let _errs16=errors;if(typeof data.password!="string")return validate22.errors=
[{instancePath:instancePath+"/password",schemaPath:"#/properties/password/type",keyword:"type",params:{type:"s\
tring"},message:"must be string"}],!1;var valid0=_errs16===errors}else var valid0=!0;if(valid0){if(data.connectTimeout!==
void 0){let data8=data.connectTimeout,_errs18=errors;if(errors===_errs18&&errors===_errs18)if(typeof data8=="s\
tring"){if(!formats0.test(data8))return validate22.errors=[{instancePath:instancePath+"/connectTimeout",schemaPath:"\
#/properties/connectTimeout/format",keyword:"format",params:{format:"duration"},message:'must match format "du\
ration"'}],!1}else return validate22.errors=[{instancePath:instancePath+"/connectTimeout",schemaPath:"#/proper\
ties/connectTimeout/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs18===
errors}else var valid0=!0;if(valid0){if(data.acknowledgeTimeout!==void 0){let data9=data.acknowledgeTimeout,_errs20=errors;
if(errors===_errs20&&errors===_errs20)if(typeof data9=="string"){if(!formats0.test(data9))return validate22.errors=
[{instancePath:instancePath+"/acknowledgeTimeout",schemaPath:"#/properties/acknowledgeTimeout/format",keyword:"\
format",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate22.errors=[
{instancePath:instancePath+"/acknowledgeTimeout",schemaPath:"#/properties/acknowledgeTimeout/type",keyword:"ty\
pe",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs20===errors}else var valid0=!0;if(valid0){
if(data.subscribeTimeout!==void 0){let data10=data.subscribeTimeout,_errs22=errors;if(errors===_errs22&&errors===
_errs22)if(typeof data10=="string"){if(!formats0.test(data10))return validate22.errors=[{instancePath:instancePath+
"/subscribeTimeout",schemaPath:"#/properties/subscribeTimeout/format",keyword:"format",params:{format:"duratio\
n"},message:'must match format "duration"'}],!1}else return validate22.errors=[{instancePath:instancePath+"/su\
bscribeTimeout",schemaPath:"#/properties/subscribeTimeout/type",keyword:"type",params:{type:"string"},message:"\
must be string"}],!1;var valid0=_errs22===errors}else var valid0=!0;if(valid0){if(data.unsubscribeTimeout!==void 0){
let data11=data.unsubscribeTimeout,_errs24=errors;if(errors===_errs24&&errors===_errs24)if(typeof data11=="str\
ing"){if(!formats0.test(data11))return validate22.errors=[{instancePath:instancePath+"/unsubscribeTimeout",schemaPath:"\
#/properties/unsubscribeTimeout/format",keyword:"format",params:{format:"duration"},message:'must match format\
 "duration"'}],!1}else return validate22.errors=[{instancePath:instancePath+"/unsubscribeTimeout",schemaPath:"\
#/properties/unsubscribeTimeout/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs24===
errors}else var valid0=!0;if(valid0){if(data.caCert!==void 0){let _errs26=errors;if(typeof data.caCert!="strin\
g")return validate22.errors=[{instancePath:instancePath+"/caCert",schemaPath:"#/properties/caCert/type",keyword:"\
type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs26===errors}else var valid0=!0;if(valid0){
if(data.cert!==void 0){let _errs28=errors;if(typeof data.cert!="string")return validate22.errors=[{instancePath:instancePath+
"/cert",schemaPath:"#/properties/cert/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;
var valid0=_errs28===errors}else var valid0=!0;if(valid0)if(data.key!==void 0){let _errs30=errors;if(typeof data.
key!="string")return validate22.errors=[{instancePath:instancePath+"/key",schemaPath:"#/properties/key/type",keyword:"\
type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs30===errors}else var valid0=!0}}}}}}}}}}}}}}}else
return validate22.errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"mus\
t be object"}],!1;return validate22.errors=vErrors,errors===0}var schema8={$id:"config/log.schema.json",type:"\
object",additionalProperties:!1,properties:{logLevel:{type:"string",enum:["ERROR","WARN","INFO","DEBUG","TRACE"]},
logFile:{type:"string"},logFileSize:{type:"number",exclusiveMinimum:0},logFileCount:{type:"integer",minimum:1},
logFileMaxAge:{type:"integer",minimum:1}}};function validate24(data,{instancePath="",parentData,parentDataProperty,
rootData=data}={}){let vErrors=null,errors=0;if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){
let _errs1=errors;for(let key0 in data)if(!(key0==="logLevel"||key0==="logFile"||key0==="logFileSize"||key0===
"logFileCount"||key0==="logFileMaxAge")){return validate24.errors=[{instancePath,schemaPath:"#/additionalPrope\
rties",keyword:"additionalProperties",params:{additionalProperty:key0},message:"must NOT have additional prope\
rties"}],!1;break}if(_errs1===errors){if(data.logLevel!==void 0){let data0=data.logLevel,_errs2=errors;if(typeof data0!=
"string")return validate24.errors=[{instancePath:instancePath+"/logLevel",schemaPath:"#/properties/logLevel/ty\
pe",keyword:"type",params:{type:"string"},message:"must be string"}],!1;if(!(data0==="ERROR"||data0==="WARN"||
data0==="INFO"||data0==="DEBUG"||data0==="TRACE"))return validate24.errors=[{instancePath:instancePath+"/logLe\
vel",schemaPath:"#/properties/logLevel/enum",keyword:"enum",params:{allowedValues:schema8.properties.logLevel.
enum},message:"must be equal to one of the allowed values"}],!1;var valid0=_errs2===errors}else var valid0=!0;
if(valid0){if(data.logFile!==void 0){let _errs4=errors;if(typeof data.logFile!="string")return validate24.errors=
[{instancePath:instancePath+"/logFile",schemaPath:"#/properties/logFile/type",keyword:"type",params:{type:"str\
ing"},message:"must be string"}],!1;var valid0=_errs4===errors}else var valid0=!0;if(valid0){if(data.logFileSize!==
void 0){let data2=data.logFileSize,_errs6=errors;if(errors===_errs6)if(typeof data2=="number"&&isFinite(data2)){
if(data2<=0||isNaN(data2))return validate24.errors=[{instancePath:instancePath+"/logFileSize",schemaPath:"#/pr\
operties/logFileSize/exclusiveMinimum",keyword:"exclusiveMinimum",params:{comparison:">",limit:0},message:"mus\
t be > 0"}],!1}else return validate24.errors=[{instancePath:instancePath+"/logFileSize",schemaPath:"#/properti\
es/logFileSize/type",keyword:"type",params:{type:"number"},message:"must be number"}],!1;var valid0=_errs6===errors}else
var valid0=!0;if(valid0){if(data.logFileCount!==void 0){let data3=data.logFileCount,_errs8=errors;if(!(typeof data3==
"number"&&!(data3%1)&&!isNaN(data3)&&isFinite(data3)))return validate24.errors=[{instancePath:instancePath+"/l\
ogFileCount",schemaPath:"#/properties/logFileCount/type",keyword:"type",params:{type:"integer"},message:"must \
be integer"}],!1;if(errors===_errs8&&typeof data3=="number"&&isFinite(data3)&&(data3<1||isNaN(data3)))return validate24.
errors=[{instancePath:instancePath+"/logFileCount",schemaPath:"#/properties/logFileCount/minimum",keyword:"min\
imum",params:{comparison:">=",limit:1},message:"must be >= 1"}],!1;var valid0=_errs8===errors}else var valid0=!0;
if(valid0)if(data.logFileMaxAge!==void 0){let data4=data.logFileMaxAge,_errs10=errors;if(!(typeof data4=="numb\
er"&&!(data4%1)&&!isNaN(data4)&&isFinite(data4)))return validate24.errors=[{instancePath:instancePath+"/logFil\
eMaxAge",schemaPath:"#/properties/logFileMaxAge/type",keyword:"type",params:{type:"integer"},message:"must be \
integer"}],!1;if(errors===_errs10&&typeof data4=="number"&&isFinite(data4)&&(data4<1||isNaN(data4)))return validate24.
errors=[{instancePath:instancePath+"/logFileMaxAge",schemaPath:"#/properties/logFileMaxAge/minimum",keyword:"m\
inimum",params:{comparison:">=",limit:1},message:"must be >= 1"}],!1;var valid0=_errs10===errors}else var valid0=!0}}}}}else
return validate24.errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"mus\
t be object"}],!1;return validate24.errors=vErrors,errors===0}var schema9={$id:"config/artifacts.schema.json",
type:"object",additionalProperties:!1,properties:{allowUnverified:{type:"boolean"},maxSize:{type:"integer",minimum:1},
retries:{type:"integer",minimum:0},minRetryDelay:{type:"string",format:"duration"},maxRetryDelay:{type:"string",
format:"duration"},partSize:{type:"integer",minimum:65536},ranges:{type:"integer",minimum:1,maximum:16},minThroughput:{
type:"integer",minimum:0},throughputWindow:{type:"string",format:"duration"},idleTimeout:{type:"string",format:"\
duration"},keepParts:{type:"string",format:"duration"},keepInstalled:{type:"boolean"},reserveFree:{type:"integ\
er",minimum:0},caCert:{type:"string"},cert:{type:"string"},key:{type:"string"},proxy:{type:"string"},noProxy:{
type:"string"},hosts:{type:"object",additionalProperties:!1,patternProperties:{"^([A-Za-z0-9._-]+|\\[[0-9A-Fa-f\
:.]+\\])(:[0-9]{1,5})?$":{type:"object",additionalProperties:!1,properties:{headers:{type:"object",additionalProperties:!1,
patternProperties:{"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$":{type:"string",pattern:"^[\\t\\x20-\\x7e]*$"}}},caCert:{type:"\
string"},cert:{type:"string"},key:{type:"string"}}}}},maxDownloadRate:{type:"integer",minimum:0},maxDownloads:{
type:"integer",minimum:1},downloadWindow:{type:"object",additionalProperties:!1,required:["start","length"],properties:{
start:{type:"string",minLength:1},length:{type:"string",format:"duration"},timezone:{type:"string",minLength:1}}}}},
pattern2=new RegExp("^([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$","u"),pattern4=new RegExp("^[!#$%&\
'*+.^_`|~0-9A-Za-z-]+$","u"),pattern6=new RegExp("^[\\t\\x20-\\x7e]*$","u");function validate26(data,{instancePath="",
parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;if(errors===0)if(data&&typeof data==
"object"&&!Array.isArray(data)){let _errs1=errors;for(let key0 in data)if(!func2.call(schema9.properties,key0)){
return validate26.errors=[{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{
additionalProperty:key0},message:"must NOT have additional properties"}],!1;break}if(_errs1===errors){if(data.
allowUnverified!==void 0){let _errs2=errors;if(typeof data.allowUnverified!="boolean")return validate26.errors=
[{instancePath:instancePath+"/allowUnverified",schemaPath:"#/properties/allowUnverified/type",keyword:"type",params:{
type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs2===errors}else var valid0=!0;if(valid0){if(data.
maxSize!==void 0){let data1=data.maxSize,_errs4=errors;if(!(typeof data1=="number"&&!(data1%1)&&!isNaN(data1)&&
isFinite(data1)))return validate26.errors=[{instancePath:instancePath+"/maxSize",schemaPath:"#/properties/maxS\
ize/type",keyword:"type",params:{type:"integer"},message:"must be integer"}],!1;if(errors===_errs4&&typeof data1==
"number"&&isFinite(data1)&&(data1<1||isNaN(data1)))return validate26.errors=[{instancePath:instancePath+"/maxS\
ize",schemaPath:"#/properties/maxSize/minimum",keyword:"minimum",params:{comparison:">=",limit:1},message:"mus\
t be >= 1"}],!1;var valid0=_errs4===errors}else var valid0=!0;if(valid0){if(data.retries!==void 0){let data2=data.
retries,_errs6=errors;if(!(typeof data2=="number"&&!(data2%1)&&!isNaN(data2)&&isFinite(data2)))return validate26.
errors=[{instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/type",keyword:"type",params:{type:"\
integer"},message:"must be integer"}],!1;if(errors===_errs6&&typeof data2=="number"&&isFinite(data2)&&(data2<0||
isNaN(data2)))return validate26.errors=[{instancePath:instancePath+"/retries",schemaPath:"#/properties/retries\
/minimum",keyword:"minimum",params:{comparison:">=",limit:0},message:"must be >= 0"}],!1;var valid0=_errs6===errors}else
var valid0=!0;if(valid0){if(data.minRetryDelay!==void 0){let data3=data.minRetryDelay,_errs8=errors;if(errors===
_errs8&&errors===_errs8)if(typeof data3=="string"){if(!formats0.test(data3))return validate26.errors=[{instancePath:instancePath+
"/minRetryDelay",schemaPath:"#/properties/minRetryDelay/format",keyword:"format",params:{format:"duration"},message:'\
must match format "duration"'}],!1}else return validate26.errors=[{instancePath:instancePath+"/minRetryDelay",
schemaPath:"#/properties/minRetryDelay/type",keyword:"type",params:{type:"string"},message:"must be string"}],
!1;var valid0=_errs8===errors}else var valid0=!0;if(valid0){if(data.maxRetryDelay!==void 0){let data4=data.maxRetryDelay,
_errs10=errors;if(errors===_errs10&&errors===_errs10)if(typeof data4=="string"){if(!formats0.test(data4))return validate26.
errors=[{instancePath:instancePath+"/maxRetryDelay",schemaPath:"#/properties/maxRetryDelay/format",keyword:"fo\
rmat",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate26.errors=[{instancePath:instancePath+
"/maxRetryDelay",schemaPath:"#/properties/maxRetryDelay/type",keyword:"type",params:{type:"string"},message:"m\
ust be string"}],!1;var valid0=_errs10===errors}else var valid0=!0;if(valid0){if(data.partSize!==void 0){let data5=data.
partSize,_errs12=errors;if(!(typeof data5=="number"&&!(data5%1)&&!isNaN(data5)&&isFinite(data5)))return validate26.
errors=[{instancePath:instancePath+"/partSize",schemaPath:"#/properties/partSize/type",keyword:"type",params:{
type:"integer"},message:"must be integer"}],!1;if(errors===_errs12&&typeof data5=="number"&&isFinite(data5)&&(data5<
65536||isNaN(data5)))return validate26.errors=[{instancePath:instancePath+"/partSize",schemaPath:"#/properties\
/partSize/minimum",keyword:"minimum",params:{comparison:">=",limit:65536},message:"must be >= 65536"}],!1;var valid0=_errs12===
errors}else var valid0=!0;if(valid0){if(data.ranges!==void 0){let data6=data.ranges,_errs14=errors;if(!(typeof data6==
"number"&&!(data6%1)&&!isNaN(data6)&&isFinite(data6)))return validate26.errors=[{instancePath:instancePath+"/r\
anges",schemaPath:"#/properties/ranges/type",keyword:"type",params:{type:"integer"},message:"must be integer"}],
!1;if(errors===_errs14&&typeof data6=="number"&&isFinite(data6)){if(data6>16||isNaN(data6))return validate26.errors=
[{instancePath:instancePath+"/ranges",schemaPath:"#/properties/ranges/maximum",keyword:"maximum",params:{comparison:"\
<=",limit:16},message:"must be <= 16"}],!1;if(data6<1||isNaN(data6))return validate26.errors=[{instancePath:instancePath+
"/ranges",schemaPath:"#/properties/ranges/minimum",keyword:"minimum",params:{comparison:">=",limit:1},message:"\
must be >= 1"}],!1}var valid0=_errs14===errors}else var valid0=!0;if(valid0){if(data.minThroughput!==void 0){let data7=data.
minThroughput,_errs16=errors;if(!(typeof data7=="number"&&!(data7%1)&&!isNaN(data7)&&isFinite(data7)))return validate26.
errors=[{instancePath:instancePath+"/minThroughput",schemaPath:"#/properties/minThroughput/type",keyword:"type",
params:{type:"integer"},message:"must be integer"}],!1;if(errors===_errs16&&typeof data7=="number"&&isFinite(data7)&&
(data7<0||isNaN(data7)))return validate26.errors=[{instancePath:instancePath+"/minThroughput",schemaPath:"#/pr\
operties/minThroughput/minimum",keyword:"minimum",params:{comparison:">=",limit:0},message:"must be >= 0"}],!1;
var valid0=_errs16===errors}else var valid0=!0;if(valid0){if(data.throughputWindow!==void 0){let data8=data.throughputWindow,
_errs18=errors;if(errors===_errs18&&errors===_errs18)if(typeof data8=="string"){if(!formats0.test(data8))return validate26.
errors=[{instancePath:instancePath+"/throughputWindow",schemaPath:"#/properties/throughputWindow/format",keyword:"\
format",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate26.errors=[
{instancePath:instancePath+"/throughputWindow",schemaPath:"#/properties/throughputWindow/type",keyword:"type",
params:{type:"string"},message:"must be string"}],!1;var valid0=_errs18===errors}else var valid0=!0;if(valid0){
if(data.idleTimeout!==void 0){let data9=data.idleTimeout,_errs20=errors;if(errors===_errs20&&errors===_errs20)
if(typeof data9=="string"){if(!formats0.test(data9))return validate26.errors=[{instancePath:instancePath+"/idl\
eTimeout",schemaPath:"#/properties/idleTimeout/format",keyword:"format",params:{format:"duration"},message:'mu\
st match format "duration"'}],!1}else return validate26.errors=[{instancePath:instancePath+"/idleTimeout",schemaPath:"\
#/properties/idleTimeout/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs20===
errors}else var valid0=!0;if(valid0){if(data.keepParts!==void 0){let data10=data.keepParts,_errs22=errors;if(errors===
_errs22&&errors===_errs22)if(typeof data10=="string"){if(!formats0.test(data10))return validate26.errors=[{instancePath:instancePath+
"/keepParts",schemaPath:"#/properties/keepParts/format",keyword:"format",params:{format:"duration"},message:'m\
ust match format "duration"'}],!1}else return validate26.errors=[{instancePath:instancePath+"/keepParts",schemaPath:"\
#/properties/keepParts/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs22===
errors}else var valid0=!0;if(valid0){if(data.keepInstalled!==void 0){let _errs24=errors;if(typeof data.keepInstalled!=
"boolean")return validate26.errors=[{instancePath:instancePath+"/keepInstalled",schemaPath:"#/properties/keepI\
nstalled/type",keyword:"type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs24===errors}else
var valid0=!0;if(valid0){if(data.reserveFree!==void 0){let data12=data.reserveFree,_errs26=errors;if(!(typeof data12==
"number"&&!(data12%1)&&!isNaN(data12)&&isFinite(data12)))return validate26.errors=[{instancePath:instancePath+
"/reserveFree",schemaPath:"#/properties/reserveFree/type",keyword:"type",params:{type:"integer"},message:"must\
 be integer"}],!1;if(errors===_errs26&&typeof data12=="number"&&isFinite(data12)&&(data12<0||isNaN(data12)))return validate26.
errors=[{instancePath:instancePath+"/reserveFree",schemaPath:"#/properties/reserveFree/minimum",keyword:"minim\
um",params:{comparison:">=",limit:0},message:"must be >= 0"}],!1;var valid0=_errs26===errors}else var valid0=!0;
if(valid0){if(data.caCert!==void 0){let _errs28=errors;if(typeof data.caCert!="string")return validate26.errors=
[{instancePath:instancePath+"/caCert",schemaPath:"#/properties/caCert/type",keyword:"type",params:{type:"strin\
g"},message:"must be string"}],!1;var valid0=_errs28===errors}else var valid0=!0;if(valid0){if(data.cert!==void 0){
let _errs30=errors;if(typeof data.cert!="string")return validate26.errors=[{instancePath:instancePath+"/cert",
schemaPath:"#/properties/cert/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs30===
errors}else var valid0=!0;if(valid0){if(data.key!==void 0){let _errs32=errors;if(typeof data.key!="string")return validate26.
errors=[{instancePath:instancePath+"/key",schemaPath:"#/properties/key/type",keyword:"type",params:{type:"stri\
ng"},message:"must be string"}],!1;var valid0=_errs32===errors}else var valid0=!0;if(valid0){if(data.proxy!==void 0){
let _errs34=errors;if(typeof data.proxy!="string")return validate26.errors=[{instancePath:instancePath+"/proxy",
schemaPath:"#/properties/proxy/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs34===
errors}else var valid0=!0;if(valid0){if(data.noProxy!==void 0){let _errs36=errors;if(typeof data.noProxy!="str\
ing")return validate26.errors=[{instancePath:instancePath+"/noProxy",schemaPath:"#/properties/noProxy/type",keyword:"\
type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs36===errors}else var valid0=!0;if(valid0){
if(data.hosts!==void 0){let data18=data.hosts,_errs38=errors;if(errors===_errs38)if(data18&&typeof data18=="ob\
ject"&&!Array.isArray(data18)){let _errs40=errors;for(let key1 in data18)if(!pattern2.test(key1)){return validate26.
errors=[{instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/additionalProperties",keyword:"addi\
tionalProperties",params:{additionalProperty:key1},message:"must NOT have additional properties"}],!1;break}if(_errs40===
errors){var valid1=!0;for(let key2 in data18)if(pattern2.test(key2)){let data19=data18[key2],_errs41=errors;if(errors===
_errs41)if(data19&&typeof data19=="object"&&!Array.isArray(data19)){let _errs43=errors;for(let key3 in data19)
if(!(key3==="headers"||key3==="caCert"||key3==="cert"||key3==="key")){return validate26.errors=[{instancePath:instancePath+
"/hosts/"+key2.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/properties/hosts/patternProperties/%5E(%5B\
A-Za-z0-9._-%5D%2B%7C%5C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/additionalProperties",
keyword:"additionalProperties",params:{additionalProperty:key3},message:"must NOT have additional properties"}],
!1;break}if(_errs43===errors){if(data19.headers!==void 0){let data20=data19.headers,_errs44=errors;if(errors===
_errs44)if(data20&&typeof data20=="object"&&!Array.isArray(data20)){let _errs46=errors;for(let key4 in data20)
if(!pattern4.test(key4)){return validate26.errors=[{instancePath:instancePath+"/hosts/"+key2.replace(/~/g,"~0").
replace(/\//g,"~1")+"/headers",schemaPath:"#/properties/hosts/patternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5\
C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/properties/headers/additionalProperties",keyword:"\
additionalProperties",params:{additionalProperty:key4},message:"must NOT have additional properties"}],!1;break}
if(_errs46===errors){var valid3=!0;for(let key5 in data20)if(pattern4.test(key5)){let data21=data20[key5],_errs47=errors;
if(errors===_errs47)if(typeof data21=="string"){if(!pattern6.test(data21))return validate26.errors=[{instancePath:instancePath+
"/hosts/"+key2.replace(/~/g,"~0").replace(/\//g,"~1")+"/headers/"+key5.replace(/~/g,"~0").replace(/\//g,"~1"),
schemaPath:"#/properties/hosts/patternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5\
D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/properties/headers/patternProperties/%5E%5B!%23%24%25%26'*%2B.%5E_%60%7C~00-\
9A-Za-z-%5D%2B%24/pattern",keyword:"pattern",params:{pattern:"^[\\t\\x20-\\x7e]*$"},message:'must match patter\
n "^[\\t\\x20-\\x7e]*$"'}],!1}else return validate26.errors=[{instancePath:instancePath+"/hosts/"+key2.replace(
/~/g,"~0").replace(/\//g,"~1")+"/headers/"+key5.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/propertie\
s/hosts/patternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5\
%7D)%3F%24/properties/headers/patternProperties/%5E%5B!%23%24%25%26'*%2B.%5E_%60%7C~00-9A-Za-z-%5D%2B%24/type",
keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid3=_errs47===errors;if(!valid3)break}}}else
return validate26.errors=[{instancePath:instancePath+"/hosts/"+key2.replace(/~/g,"~0").replace(/\//g,"~1")+"/h\
eaders",schemaPath:"#/properties/hosts/patternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%5B%5B0-9A-Fa-f%3A.%5D\
%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/properties/headers/type",keyword:"type",params:{type:"object"},message:"\
must be object"}],!1;var valid2=_errs44===errors}else var valid2=!0;if(valid2){if(data19.caCert!==void 0){let _errs49=errors;
if(typeof data19.caCert!="string")return validate26.errors=[{instancePath:instancePath+"/hosts/"+key2.replace(
/~/g,"~0").replace(/\//g,"~1")+"/caCert",schemaPath:"#/properties/hosts/patternProperties/%5E(%5BA-Za-z0-9._-%\
5D%2B%7C%5C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/properties/caCert/type",keyword:"ty\
pe",params:{type:"string"},message:"must be string"}],!1;var valid2=_errs49===errors}else var valid2=!0;if(valid2){
if(data19.cert!==void 0){let _errs51=errors;if(typeof data19.cert!="string")return validate26.errors=[{instancePath:instancePath+
"/hosts/"+key2.replace(/~/g,"~0").replace(/\//g,"~1")+"/cert",schemaPath:"#/properties/hosts/patternProperties\
/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/properties/cer\
t/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid2=_errs51===errors}else var valid2=!0;
if(valid2)if(data19.key!==void 0){let _errs53=errors;if(typeof data19.key!="string")return validate26.errors=[
{instancePath:instancePath+"/hosts/"+key2.replace(/~/g,"~0").replace(/\//g,"~1")+"/key",schemaPath:"#/properti\
es/hosts/patternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C\
5%7D)%3F%24/properties/key/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid2=_errs53===
errors}else var valid2=!0}}}}else return validate26.errors=[{instancePath:instancePath+"/hosts/"+key2.replace(
/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/properties/hosts/patternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5\
C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/type",keyword:"type",params:{type:"object"},message:"\
must be object"}],!1;var valid1=_errs41===errors;if(!valid1)break}}}else return validate26.errors=[{instancePath:instancePath+
"/hosts",schemaPath:"#/properties/hosts/type",keyword:"type",params:{type:"object"},message:"must be object"}],
!1;var valid0=_errs38===errors}else var valid0=!0;if(valid0){if(data.maxDownloadRate!==void 0){let data25=data.
maxDownloadRate,_errs55=errors;if(!(typeof data25=="number"&&!(data25%1)&&!isNaN(data25)&&isFinite(data25)))return validate26.
errors=[{instancePath:instancePath+"/maxDownloadRate",schemaPath:"#/properties/maxDownloadRate/type",keyword:"\
type",params:{type:"integer"},message:"must be integer"}],!1;if(errors===_errs55&&typeof data25=="number"&&isFinite(
data25)&&(data25<0||isNaN(data25)))return validate26.errors=[{instancePath:instancePath+"/maxDownloadRate",schemaPath:"\
#/properties/maxDownloadRate/minimum",keyword:"minimum",params:{comparison:">=",limit:0},message:"must be >= 0"}],
!1;var valid0=_errs55===errors}else var valid0=!0;if(valid0){if(data.maxDownloads!==void 0){let data26=data.maxDownloads,
_errs57=errors;if(!(typeof data26=="number"&&!(data26%1)&&!isNaN(data26)&&isFinite(data26)))return validate26.
errors=[{instancePath:instancePath+"/maxDownloads",schemaPath:"#/properties/maxDownloads/type",keyword:"type",
params:{type:"integer"},message:"must be integer"}],!1;if(errors===_errs57&&typeof data26=="number"&&isFinite(
data26)&&(data26<1||isNaN(data26)))return validate26.errors=[{instancePath:instancePath+"/maxDownloads",schemaPath:"\
#/properties/maxDownloads/minimum",keyword:"minimum",params:{comparison:">=",limit:1},message:"must be >= 1"}],
!1;var valid0=_errs57===errors}else var valid0=!0;if(valid0)if(data.downloadWindow!==void 0){let data27=data.downloadWindow,
_errs59=errors;if(errors===_errs59)if(data27&&typeof data27=="object"&&!Array.isArray(data27)){let missing0;if(data27.
start===void 0&&(missing0="start")||data27.length===void 0&&(missing0="length"))return validate26.errors=[{instancePath:instancePath+
"/downloadWindow",schemaPath:"#/properties/downloadWindow/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;{let _errs61=errors;for(let key6 in data27)if(!(key6===
"start"||key6==="length"||key6==="timezone")){return validate26.errors=[{instancePath:instancePath+"/downloadW\
indow",schemaPath:"#/properties/downloadWindow/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:key6},
message:"must NOT have additional properties"}],!1;break}if(_errs61===errors){if(data27.start!==void 0){let data28=data27.
start,_errs62=errors;if(errors===_errs62)if(typeof data28=="string"){if(func5(data28)<1)return validate26.errors=
[{instancePath:instancePath+"/downloadWindow/start",schemaPath:"#/properties/downloadWindow/properties/start/m\
inLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer than 1 characters"}],!1}else return validate26.
errors=[{instancePath:instancePath+"/downloadWindow/start",schemaPath:"#/properties/downloadWindow/properties/\
start/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid4=_errs62===errors}else
var valid4=!0;if(valid4){if(data27.length!==void 0){let data29=data27.length,_errs64=errors;if(errors===_errs64&&
errors===_errs64)if(typeof data29=="string"){if(!formats0.test(data29))return validate26.errors=[{instancePath:instancePath+
"/downloadWindow/length",schemaPath:"#/properties/downloadWindow/properties/length/format",keyword:"format",params:{
format:"duration"},message:'must match format "duration"'}],!1}else return validate26.errors=[{instancePath:instancePath+
"/downloadWindow/length",schemaPath:"#/properties/downloadWindow/properties/length/type",keyword:"type",params:{
type:"string"},message:"must be string"}],!1;var valid4=_errs64===errors}else var valid4=!0;if(valid4)if(data27.
timezone!==void 0){let data30=data27.timezone,_errs66=errors;if(errors===_errs66)if(typeof data30=="string"){if(func5(
data30)<1)return validate26.errors=[{instancePath:instancePath+"/downloadWindow/timezone",schemaPath:"#/proper\
ties/downloadWindow/properties/timezone/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have\
 fewer than 1 characters"}],!1}else return validate26.errors=[{instancePath:instancePath+"/downloadWindow/time\
zone",schemaPath:"#/properties/downloadWindow/properties/timezone/type",keyword:"type",params:{type:"string"},
message:"must be string"}],!1;var valid4=_errs66===errors}else var valid4=!0}}}}else return validate26.errors=
[{instancePath:instancePath+"/downloadWindow",schemaPath:"#/properties/downloadWindow/type",keyword:"type",params:{
type:"object"},message:"must be object"}],!1;var valid0=_errs59===errors}else var valid0=!0}}}}}}}}}}}}}}}}}}}}}}else
return validate26.errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"mus\
t be object"}],!1;return validate26.errors=vErrors,errors===0}var pattern0=new RegExp("^[^+#\\u0000]+$","u"),pattern1=new RegExp(
"^[A-Za-z0-9][A-Za-z0-9_.-]*$","u"),pattern7=new RegExp("^/","u");function validate21(data,{instancePath="",parentData,
parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;if(errors===0)if(data&&typeof data=="object"&&
!Array.isArray(data)){let _errs1=errors;for(let key0 in data)if(!func2.call(schema6.properties,key0)){return validate21.
errors=[{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:key0},
message:"must NOT have additional properties"}],!1;break}if(_errs1===errors){if(data.connection!==void 0){let _errs2=errors;
validate22(data.connection,{instancePath:instancePath+"/connection",parentData:data,parentDataProperty:"connec\
tion",rootData})||(vErrors=vErrors===null?validate22.errors:vErrors.concat(validate22.errors),errors=vErrors.length);
var valid0=_errs2===errors}else var valid0=!0;if(valid0){if(data.log!==void 0){let _errs3=errors;validate24(data.
log,{instancePath:instancePath+"/log",parentData:data,parentDataProperty:"log",rootData})||(vErrors=vErrors===
null?validate24.errors:vErrors.concat(validate24.errors),errors=vErrors.length);var valid0=_errs3===errors}else
var valid0=!0;if(valid0){if(data.topicPrefix!==void 0){let data2=data.topicPrefix,_errs4=errors;if(errors===_errs4)
if(typeof data2=="string"){if(!pattern0.test(data2))return validate21.errors=[{instancePath:instancePath+"/top\
icPrefix",schemaPath:"#/properties/topicPrefix/pattern",keyword:"pattern",params:{pattern:"^[^+#\\u0000]+$"},message:'\
must match pattern "^[^+#\\u0000]+$"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/topicPr\
efix",schemaPath:"#/properties/topicPrefix/type",keyword:"type",params:{type:"string"},message:"must be string"}],
!1;var valid0=_errs4===errors}else var valid0=!0;if(valid0){if(data.stateDir!==void 0){let _errs6=errors;if(typeof data.
stateDir!="string")return validate21.errors=[{instancePath:instancePath+"/stateDir",schemaPath:"#/properties/s\
tateDir/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs6===errors}else
var valid0=!0;if(valid0){if(data.bootIdFile!==void 0){let _errs8=errors;if(typeof data.bootIdFile!="string")return validate21.
errors=[{instancePath:instancePath+"/bootIdFile",schemaPath:"#/properties/bootIdFile/type",keyword:"type",params:{
type:"string"},message:"must be string"}],!1;var valid0=_errs8===errors}else var valid0=!0;if(valid0){if(data.
domain!==void 0){let data5=data.domain,_errs10=errors;if(errors===_errs10)if(typeof data5=="string"){if(!pattern1.
test(data5))return validate21.errors=[{instancePath:instancePath+"/domain",schemaPath:"#/properties/domain/pat\
tern",keyword:"pattern",params:{pattern:"^[A-Za-z0-9][A-Za-z0-9_.-]*$"},message:'must match pattern "^[A-Za-z0\
-9][A-Za-z0-9_.-]*$"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/domain",schemaPath:"#/p\
roperties/domain/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs10===
errors}else var valid0=!0;if(valid0){if(data.progressInterval!==void 0){let data6=data.progressInterval,_errs12=errors;
if(errors===_errs12&&errors===_errs12)if(typeof data6=="string"){if(!formats0.test(data6))return validate21.errors=
[{instancePath:instancePath+"/progressInterval",schemaPath:"#/properties/progressInterval/format",keyword:"for\
mat",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+
"/progressInterval",schemaPath:"#/properties/progressInterval/type",keyword:"type",params:{type:"string"},message:"\
must be string"}],!1;var valid0=_errs12===errors}else var valid0=!0;if(valid0){if(data.currentStateDelay!==void 0){
let data7=data.currentStateDelay,_errs14=errors;if(errors===_errs14&&errors===_errs14)if(typeof data7=="string"){
if(!formats0.test(data7))return validate21.errors=[{instancePath:instancePath+"/currentStateDelay",schemaPath:"\
#/properties/currentStateDelay/format",keyword:"format",params:{format:"duration"},message:'must match format \
"duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/currentStateDelay",schemaPath:"#/\
properties/currentStateDelay/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs14===
errors}else var valid0=!0;if(valid0){if(data.artifacts!==void 0){let _errs16=errors;validate26(data.artifacts,
{instancePath:instancePath+"/artifacts",parentData:data,parentDataProperty:"artifacts",rootData})||(vErrors=vErrors===
null?validate26.errors:vErrors.concat(validate26.errors),errors=vErrors.length);var valid0=_errs16===errors}else
var valid0=!0;if(valid0){if(data.engineSocket!==void 0){let data9=data.engineSocket,_errs17=errors;if(errors===
_errs17)if(typeof data9=="string"){if(!pattern7.test(data9))return validate21.errors=[{instancePath:instancePath+
"/engineSocket",schemaPath:"#/properties/engineSocket/pattern",keyword:"pattern",params:{pattern:"^/"},message:'\
must match pattern "^/"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/engineSocket",schemaPath:"\
#/properties/engineSocket/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs17===
errors}else var valid0=!0;if(valid0){if(data.enginePatience!==void 0){let data10=data.enginePatience,_errs19=errors;
if(errors===_errs19&&errors===_errs19)if(typeof data10=="string"){if(!formats0.test(data10))return validate21.
errors=[{instancePath:instancePath+"/enginePatience",schemaPath:"#/properties/enginePatience/format",keyword:"\
format",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate21.errors=[
{instancePath:instancePath+"/enginePatience",schemaPath:"#/properties/enginePatience/type",keyword:"type",params:{
type:"string"},message:"must be string"}],!1;var valid0=_errs19===errors}else var valid0=!0;if(valid0){if(data.
registries!==void 0){let data11=data.registries,_errs21=errors;if(errors===_errs21)if(data11&&typeof data11=="\
object"&&!Array.isArray(data11)){let _errs23=errors;for(let key1 in data11)if(!pattern2.test(key1)){return validate21.
errors=[{instancePath:instancePath+"/registries",schemaPath:"#/properties/registries/additionalProperties",keyword:"\
additionalProperties",params:{additionalProperty:key1},message:"must NOT have additional properties"}],!1;break}
if(_errs23===errors){var valid1=!0;for(let key2 in data11)if(pattern2.test(key2)){let data12=data11[key2],_errs24=errors;
if(errors===_errs24)if(data12&&typeof data12=="object"&&!Array.isArray(data12)){let _errs26=errors;for(let key3 in data12)
if(!(key3==="username"||key3==="password"||key3==="caCert"||key3==="insecure")){return validate21.errors=[{instancePath:instancePath+
"/registries/"+key2.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/properties/registries/patternProperti\
es/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/additionalPr\
operties",keyword:"additionalProperties",params:{additionalProperty:key3},message:"must NOT have additional pr\
operties"}],!1;break}if(_errs26===errors){if(data12.username!==void 0){let data13=data12.username,_errs27=errors;
if(errors===_errs27)if(typeof data13=="string"){if(func5(data13)<1)return validate21.errors=[{instancePath:instancePath+
"/registries/"+key2.replace(/~/g,"~0").replace(/\//g,"~1")+"/username",schemaPath:"#/properties/registries/pat\
ternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/\
properties/username/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer than 1 charac\
ters"}],!1}else return validate21.errors=[{instancePath:instancePath+"/registries/"+key2.replace(/~/g,"~0").replace(
/\//g,"~1")+"/username",schemaPath:"#/properties/registries/patternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%\
5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/properties/username/type",keyword:"type",params:{
type:"string"},message:"must be string"}],!1;var valid2=_errs27===errors}else var valid2=!0;if(valid2){if(data12.
password!==void 0){let data14=data12.password,_errs29=errors;if(errors===_errs29)if(typeof data14=="string"){if(func5(
data14)<1)return validate21.errors=[{instancePath:instancePath+"/registries/"+key2.replace(/~/g,"~0").replace(
/\//g,"~1")+"/password",schemaPath:"#/properties/registries/patternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%\
5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/properties/password/minLength",keyword:"minLeng\
th",params:{limit:1},message:"must NOT have fewer than 1 characters"}],!1}else return validate21.errors=[{instancePath:instancePath+
"/registries/"+key2.replace(/~/g,"~0").replace(/\//g,"~1")+"/password",schemaPath:"#/properties/registries/pat\
ternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/\
properties/password/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid2=_errs29===
errors}else var valid2=!0;if(valid2){if(data12.caCert!==void 0){let _errs31=errors;if(typeof data12.caCert!="s\
tring")return validate21.errors=[{instancePath:instancePath+"/registries/"+key2.replace(/~/g,"~0").replace(/\//g,
"~1")+"/caCert",schemaPath:"#/properties/registries/patternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%5B%5B0-9\
A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/properties/caCert/type",keyword:"type",params:{type:"st\
ring"},message:"must be string"}],!1;var valid2=_errs31===errors}else var valid2=!0;if(valid2)if(data12.insecure!==
void 0){let _errs33=errors;if(typeof data12.insecure!="boolean")return validate21.errors=[{instancePath:instancePath+
"/registries/"+key2.replace(/~/g,"~0").replace(/\//g,"~1")+"/insecure",schemaPath:"#/properties/registries/pat\
ternProperties/%5E(%5BA-Za-z0-9._-%5D%2B%7C%5C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/\
properties/insecure/type",keyword:"type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid2=_errs33===
errors}else var valid2=!0}}}}else return validate21.errors=[{instancePath:instancePath+"/registries/"+key2.replace(
/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/properties/registries/patternProperties/%5E(%5BA-Za-z0-9._-%5D%2B\
%7C%5C%5B%5B0-9A-Fa-f%3A.%5D%2B%5C%5D)(%3A%5B0-9%5D%7B1%2C5%7D)%3F%24/type",keyword:"type",params:{type:"objec\
t"},message:"must be object"}],!1;var valid1=_errs24===errors;if(!valid1)break}}}else return validate21.errors=
[{instancePath:instancePath+"/registries",schemaPath:"#/properties/registries/type",keyword:"type",params:{type:"\
object"},message:"must be object"}],!1;var valid0=_errs21===errors}else var valid0=!0;if(valid0){if(data.systemContainers!==
void 0){let data17=data.systemContainers,_errs35=errors;if(errors===_errs35)if(Array.isArray(data17)){var valid3=!0;
let len0=data17.length;for(let i0=0;i0<len0;i0++){let data18=data17[i0],_errs37=errors;if(errors===_errs37)if(typeof data18==
"string"){if(func5(data18)<1)return validate21.errors=[{instancePath:instancePath+"/systemContainers/"+i0,schemaPath:"\
#/properties/systemContainers/items/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have few\
er than 1 characters"}],!1}else return validate21.errors=[{instancePath:instancePath+"/systemContainers/"+i0,schemaPath:"\
#/properties/systemContainers/items/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;
var valid3=_errs37===errors;if(!valid3)break}}else return validate21.errors=[{instancePath:instancePath+"/syst\
emContainers",schemaPath:"#/properties/systemContainers/type",keyword:"type",params:{type:"array"},message:"mu\
st be array"}],!1;var valid0=_errs35===errors}else var valid0=!0;if(valid0){if(data.adopt!==void 0){let _errs39=errors;
if(typeof data.adopt!="boolean")return validate21.errors=[{instancePath:instancePath+"/adopt",schemaPath:"#/pr\
operties/adopt/type",keyword:"type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs39===
errors}else var valid0=!0;if(valid0){if(data.keepUnlisted!==void 0){let _errs41=errors;if(typeof data.keepUnlisted!=
"boolean")return validate21.errors=[{instancePath:instancePath+"/keepUnlisted",schemaPath:"#/properties/keepUn\
listed/type",keyword:"type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs41===errors}else
var valid0=!0;if(valid0){if(data.keepImages!==void 0){let _errs43=errors;if(typeof data.keepImages!="boolean")
return validate21.errors=[{instancePath:instancePath+"/keepImages",schemaPath:"#/properties/keepImages/type",keyword:"\
type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs43===errors}else var valid0=!0;if(valid0){
if(data.selfHeal!==void 0){let _errs45=errors;if(typeof data.selfHeal!="boolean")return validate21.errors=[{instancePath:instancePath+
"/selfHeal",schemaPath:"#/properties/selfHeal/type",keyword:"type",params:{type:"boolean"},message:"must be bo\
olean"}],!1;var valid0=_errs45===errors}else var valid0=!0;if(valid0){if(data.settleTime!==void 0){let data23=data.
settleTime,_errs47=errors;if(errors===_errs47&&errors===_errs47)if(typeof data23=="string"){if(!formats0.test(
data23))return validate21.errors=[{instancePath:instancePath+"/settleTime",schemaPath:"#/properties/settleTime\
/format",keyword:"format",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate21.
errors=[{instancePath:instancePath+"/settleTime",schemaPath:"#/properties/settleTime/type",keyword:"type",params:{
type:"string"},message:"must be string"}],!1;var valid0=_errs47===errors}else var valid0=!0;if(valid0)if(data.
startTimeout!==void 0){let data24=data.startTimeout,_errs49=errors;if(errors===_errs49&&errors===_errs49)if(typeof data24==
"string"){if(!formats0.test(data24))return validate21.errors=[{instancePath:instancePath+"/startTimeout",schemaPath:"\
#/properties/startTimeout/format",keyword:"format",params:{format:"duration"},message:'must match format "dura\
tion"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/startTimeout",schemaPath:"#/properties\
/startTimeout/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs49===errors}else
var valid0=!0}}}}}}}}}}}}}}}}}}}else return validate21.errors=[{instancePath,schemaPath:"#/type",keyword:"type",
params:{type:"object"},message:"must be object"}],!1;return validate21.errors=vErrors,errors===0}export{containersAgent};
