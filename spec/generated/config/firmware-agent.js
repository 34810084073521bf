// Generated from spec/schemas by `npm run generate`. Do not edit.
var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,
mod),mod.exports}catch(e){throw mod=0,e}};var require_ucs2length=__commonJS({"node_modules/ajv/dist/runtime/ucs2length.js"(exports){"use strict";Object.
defineProperty(exports,"__esModule",{value:!0});function ucs2length(str){let len=str.length,length=0,pos=0,value;
for(;pos<len;)length++,value=str.charCodeAt(pos++),value>=55296&&value<=56319&&pos<len&&(value=str.charCodeAt(
pos),(value&64512)===56320&&pos++);return length}exports.default=ucs2length;ucs2length.code='require("ajv/dist\
/runtime/ucs2length").default'}});var firmwareAgent=validate21,schema6={$id:"config/firmware-agent.schema.json",type:"object",additionalProperties:!1,
required:["slots"],properties:{connection:{$ref:"connection.schema.json"},log:{$ref:"log.schema.json"},topicPrefix:{
type:"string",pattern:"^[^+#\\u0000]+$"},stateDir:{type:"string"},bootIdFile:{type:"string"},domain:{type:"str\
ing",pattern:"^[A-Za-z0-9][A-Za-z0-9_.-]*$"},progressInterval:{type:"string",format:"duration"},currentStateDelay:{
type:"string",format:"duration"},artifacts:{$ref:"artifacts.schema.json"},driver:{type:"string",enum:["raw","r\
auc","swupdate"]},slots:{type:"object",minProperties:1,maxProperties:1,propertyNames:{pattern:"^[A-Za-z0-9][A-\
Za-z0-9_.-]*$"},additionalProperties:{$ref:"#/$defs/slots"}},swupdate:{type:"object",additionalProperties:!1,properties:{
selections:{type:"object",additionalProperties:!1,required:["a","b"],properties:{a:{type:"string",pattern:"^[^\
,.\\s]+,[^,.\\s]+$"},b:{type:"string",pattern:"^[^,.\\s]+,[^,.\\s]+$"}}},configFile:{type:"string",minLength:1},
hardware:{type:"string",pattern:"^[^:\\s]+:[^:\\s]+$"},socketFolder:{type:"string",minLength:1},command:{anyOf:[
{type:"string",minLength:1},{type:"array",items:{type:"string"},minItems:1}]},client:{anyOf:[{type:"string",minLength:1},
{type:"array",items:{type:"string"},minItems:1}]},progress:{anyOf:[{type:"string",minLength:1},{type:"array",items:{
type:"string"},minItems:1}]}}},bootControl:{anyOf:[{type:"string",minLength:1},{type:"array",items:{type:"stri\
ng"},minItems:1}]},bootControlTimeout:{type:"string",format:"duration"},compatible:{type:"string"},rauc:{type:"\
object",additionalProperties:!1,properties:{systemConfig:{type:"string",minLength:1},command:{anyOf:[{type:"st\
ring",minLength:1},{type:"array",items:{type:"string"},minItems:1}]},busAddress:{type:"string",minLength:1},restartTimeout:{
type:"string",format:"duration"}}},slotNames:{type:"object",additionalProperties:!1,properties:{a:{type:"strin\
g",pattern:"^[A-Za-z0-9_.-]+$"},b:{type:"string",pattern:"^[A-Za-z0-9_.-]+$"},rescue:{type:"string",pattern:"^\
[A-Za-z0-9_.-]+$"}}},kernelArgument:{type:"string",minLength:1},grub:{type:"object",additionalProperties:!1,properties:{
environment:{type:"string"}}},uboot:{type:"object",additionalProperties:!1,properties:{configFile:{type:"strin\
g"},defaultEnvironment:{type:"string"},tries:{type:"integer",minimum:1,maximum:9}}},efi:{type:"object",additionalProperties:!1,
properties:{a:{type:"string",minLength:1},b:{type:"string",minLength:1}}},hardwareRevision:{type:"string",minLength:1},
allowDowngrade:{type:"boolean"},retryFailedVersion:{type:"boolean"},confirmTimeout:{type:"string",format:"dura\
tion"},buildIdFile:{type:"string",minLength:1},bootReason:{anyOf:[{type:"string",minLength:1},{type:"array",items:{
type:"string"},minItems:1}]},rebootCommand:{anyOf:[{type:"string",minLength:1},{type:"array",items:{type:"stri\
ng"},minItems:1}]},watchdog:{type:"object",additionalProperties:!1,properties:{device:{type:"string",minLength:1},
interval:{type:"string",format:"duration"}}},hooks:{type:"object",additionalProperties:!1,properties:{preInstall:{
anyOf:[{type:"string",minLength:1},{type:"array",items:{type:"string"},minItems:1}]},postInstall:{anyOf:[{type:"\
string",minLength:1},{type:"array",items:{type:"string"},minItems:1}]},healthCheck:{anyOf:[{type:"string",minLength:1},
{type:"array",items:{type:"string"},minItems:1}]},postCommit:{anyOf:[{type:"string",minLength:1},{type:"array",
items:{type:"string"},minItems:1}]},timeout:{type:"string",format:"duration"}}}},$defs:{slots:{type:"object",additionalProperties:!1,
required:["a","b"],properties:{a:{type:"string",minLength:1},b:{type:"string",minLength:1}}}}},func2=Object.prototype.
hasOwnProperty,func5=require_ucs2length().default,schema7={$id:"config/connection.schema.json",type:"object",additionalProperties:!1,
properties:{broker:{type:"string"},clientId:{type:"string"},protocolVersion:{type:"integer",enum:[4,5]},sessionExpiry:{
type:"string",format:"duration"},keepAlive:{type:"string",format:"duration"},disconnectTimeout:{type:"string",
format:"duration"},username:{type:"string"},password:{type:"string"},connectTimeout:{type:"string",format:"dur\
ation"},acknowledgeTimeout:{type:"string",format:"duration"},subscribeTimeout:{type:"string",format:"duration"},
unsubscribeTimeout:{type:"string",format:"duration"},caCert:{type:"string"},cert:{type:"string"},key:{type:"st\
ring"}}},formats0=/^-?(|0|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/;function validate22(data,{instancePath="",parentData,
parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;if(errors===0)if(data&&typeof data=="object"&&
!Array.isArray(data)){let _errs1=errors;for(let key0 in data)if(!func2.call(schema7.properties,key0)){return validate22.
errors=[{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:key0},
message:"must NOT have additional properties"}],!1;break}if(_errs1===errors){if(data.broker!==void 0){let _errs2=errors;
if(typeof data.broker!="string")return validate22.errors=[{instancePath:instancePath+"/broker",schemaPath:"#/p\
roperties/broker/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs2===
errors}else var valid0=!0;if(valid0){if(data.clientId!==void 0){let _errs4=errors;if(typeof data.clientId!="st\
ring")return validate22.errors=[{instancePath:instancePath+"/clientId",schemaPath:"#/properties/clientId/type",
keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs4===errors}else var valid0=!0;
if(valid0){if(data.protocolVersion!==void 0){let data2=data.protocolVersion,_errs6=errors;if(!(typeof data2=="\
number"&&!(data2%1)&&!isNaN(data2)&&isFinite(data2)))return validate22.errors=[{instancePath:instancePath+"/pr\
otocolVersion",schemaPath:"#/properties/protocolVersion/type",keyword:"type",params:{type:"integer"},message:"\
must be integer"}],!1;if(!(data2===4||data2===5))return validate22.errors=[{instancePath:instancePath+"/protoc\
olVersion",schemaPath:"#/properties/protocolVersion/enum",keyword:"enum",params:{allowedValues:schema7.properties.
protocolVersion.enum},message:"must be equal to one of the allowed values"}],!1;var valid0=_errs6===errors}else
var valid0=!0;if(valid0){if(data.sessionExpiry!==void 0){let data3=data.sessionExpiry,_errs8=errors;if(errors===
_errs8&&errors===_errs8)if(typeof data3=="string"){if(!formats0.test(data3))return validate22.errors=[{instancePath:instancePath+
"/sessionExpiry",schemaPath:"#/properties/sessionExpiry/format",keyword:"format",params:{format:"duration"},message:'\
must match format "duration"'}],!1}else return validate22.errors=[{instancePath:instancePath+"/sessionExpiry",
schemaPath:"#/properties/sessionExpiry/type",keyword:"type",params:{type:"string"},message:"must be string"}],
!1;var valid0=_errs8===errors}else var valid0=!0;if(valid0){if(data.keepAlive!==void 0){let data4=data.keepAlive,
_errs10=errors;if(errors===_errs10&&errors===_errs10)if(typeof data4=="string"){if(!formats0.test(data4))return validate22.
errors=[{instancePath:instancePath+"/keepAlive",schemaPath:"#/properties/keepAlive/format",keyword:"format",params:{
format:"duration"},message:'must match format "duration"'}],!1}else return validate22.errors=[{instancePath:instancePath+
"/keepAlive",schemaPath:"#/properties/keepAlive/type",keyword:"type",params:{type:"string"},message:"must be s\
tring"}],!1;var valid0=_errs10===errors}else var valid0=!0;if(valid0){if(data.disconnectTimeout!==void 0){let data5=data.
disconnectTimeout,_errs12=errors;if(errors===_errs12&&errors===_errs12)if(typeof data5=="string"){if(!formats0.
test(data5))return validate22.errors=[{instancePath:instancePath+"/disconnectTimeout",schemaPath:"#/properties\
/disconnectTimeout/format",keyword:"format",params:{format:"duration"},message:'must match format "duration"'}],
!1}else return validate22.errors=[{instancePath:instancePath+"/disconnectTimeout",schemaPath:"#/properties/dis\
connectTimeout/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs12===
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
t be object"}],!1;return validate26.errors=vErrors,errors===0}function validate28(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.a===void 0&&(missing0=
"a")||data.b===void 0&&(missing0="b"))return validate28.errors=[{instancePath,schemaPath:"#/required",keyword:"\
required",params:{missingProperty:missing0},message:"must have required property '"+missing0+"'"}],!1;{let _errs1=errors;
for(let key0 in data)if(!(key0==="a"||key0==="b")){return validate28.errors=[{instancePath,schemaPath:"#/addit\
ionalProperties",keyword:"additionalProperties",params:{additionalProperty:key0},message:"must NOT have additi\
onal properties"}],!1;break}if(_errs1===errors){if(data.a!==void 0){let data0=data.a,_errs2=errors;if(errors===
_errs2)if(typeof data0=="string"){if(func5(data0)<1)return validate28.errors=[{instancePath:instancePath+"/a",
schemaPath:"#/properties/a/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer than 1\
 characters"}],!1}else return validate28.errors=[{instancePath:instancePath+"/a",schemaPath:"#/properties/a/ty\
pe",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs2===errors}else var valid0=!0;
if(valid0)if(data.b!==void 0){let data1=data.b,_errs4=errors;if(errors===_errs4)if(typeof data1=="string"){if(func5(
data1)<1)return validate28.errors=[{instancePath:instancePath+"/b",schemaPath:"#/properties/b/minLength",keyword:"\
minLength",params:{limit:1},message:"must NOT have fewer than 1 characters"}],!1}else return validate28.errors=
[{instancePath:instancePath+"/b",schemaPath:"#/properties/b/type",keyword:"type",params:{type:"string"},message:"\
must be string"}],!1;var valid0=_errs4===errors}else var valid0=!0}}}else return validate28.errors=[{instancePath,
schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate28.errors=
vErrors,errors===0}var pattern0=new RegExp("^[^+#\\u0000]+$","u"),pattern1=new RegExp("^[A-Za-z0-9][A-Za-z0-9_\
.-]*$","u"),pattern8=new RegExp("^[^,.\\s]+,[^,.\\s]+$","u"),pattern10=new RegExp("^[^:\\s]+:[^:\\s]+$","u"),pattern11=new RegExp(
"^[A-Za-z0-9_.-]+$","u");function validate21(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){
let vErrors=null,errors=0;if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.
slots===void 0&&(missing0="slots"))return validate21.errors=[{instancePath,schemaPath:"#/required",keyword:"re\
quired",params:{missingProperty:missing0},message:"must have required property '"+missing0+"'"}],!1;{let _errs1=errors;
for(let key0 in data)if(!func2.call(schema6.properties,key0)){return validate21.errors=[{instancePath,schemaPath:"\
#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:key0},message:"must NOT have\
 additional properties"}],!1;break}if(_errs1===errors){if(data.connection!==void 0){let _errs2=errors;validate22(
data.connection,{instancePath:instancePath+"/connection",parentData:data,parentDataProperty:"connection",rootData})||
(vErrors=vErrors===null?validate22.errors:vErrors.concat(validate22.errors),errors=vErrors.length);var valid0=_errs2===
errors}else var valid0=!0;if(valid0){if(data.log!==void 0){let _errs3=errors;validate24(data.log,{instancePath:instancePath+
"/log",parentData:data,parentDataProperty:"log",rootData})||(vErrors=vErrors===null?validate24.errors:vErrors.
concat(validate24.errors),errors=vErrors.length);var valid0=_errs3===errors}else var valid0=!0;if(valid0){if(data.
topicPrefix!==void 0){let data2=data.topicPrefix,_errs4=errors;if(errors===_errs4)if(typeof data2=="string"){if(!pattern0.
test(data2))return validate21.errors=[{instancePath:instancePath+"/topicPrefix",schemaPath:"#/properties/topic\
Prefix/pattern",keyword:"pattern",params:{pattern:"^[^+#\\u0000]+$"},message:'must match pattern "^[^+#\\u0000]\
+$"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/topicPrefix",schemaPath:"#/properties/to\
picPrefix/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs4===errors}else
var valid0=!0;if(valid0){if(data.stateDir!==void 0){let _errs6=errors;if(typeof data.stateDir!="string")return validate21.
errors=[{instancePath:instancePath+"/stateDir",schemaPath:"#/properties/stateDir/type",keyword:"type",params:{
type:"string"},message:"must be string"}],!1;var valid0=_errs6===errors}else var valid0=!0;if(valid0){if(data.
bootIdFile!==void 0){let _errs8=errors;if(typeof data.bootIdFile!="string")return validate21.errors=[{instancePath:instancePath+
"/bootIdFile",schemaPath:"#/properties/bootIdFile/type",keyword:"type",params:{type:"string"},message:"must be\
 string"}],!1;var valid0=_errs8===errors}else var valid0=!0;if(valid0){if(data.domain!==void 0){let data5=data.
domain,_errs10=errors;if(errors===_errs10)if(typeof data5=="string"){if(!pattern1.test(data5))return validate21.
errors=[{instancePath:instancePath+"/domain",schemaPath:"#/properties/domain/pattern",keyword:"pattern",params:{
pattern:"^[A-Za-z0-9][A-Za-z0-9_.-]*$"},message:'must match pattern "^[A-Za-z0-9][A-Za-z0-9_.-]*$"'}],!1}else return validate21.
errors=[{instancePath:instancePath+"/domain",schemaPath:"#/properties/domain/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs10===errors}else var valid0=!0;if(valid0){if(data.progressInterval!==
void 0){let data6=data.progressInterval,_errs12=errors;if(errors===_errs12&&errors===_errs12)if(typeof data6==
"string"){if(!formats0.test(data6))return validate21.errors=[{instancePath:instancePath+"/progressInterval",schemaPath:"\
#/properties/progressInterval/format",keyword:"format",params:{format:"duration"},message:'must match format "\
duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/progressInterval",schemaPath:"#/pr\
operties/progressInterval/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs12===
errors}else var valid0=!0;if(valid0){if(data.currentStateDelay!==void 0){let data7=data.currentStateDelay,_errs14=errors;
if(errors===_errs14&&errors===_errs14)if(typeof data7=="string"){if(!formats0.test(data7))return validate21.errors=
[{instancePath:instancePath+"/currentStateDelay",schemaPath:"#/properties/currentStateDelay/format",keyword:"f\
ormat",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate21.errors=[{
instancePath:instancePath+"/currentStateDelay",schemaPath:"#/properties/currentStateDelay/type",keyword:"type",
params:{type:"string"},message:"must be string"}],!1;var valid0=_errs14===errors}else var valid0=!0;if(valid0){
if(data.artifacts!==void 0){let _errs16=errors;validate26(data.artifacts,{instancePath:instancePath+"/artifact\
s",parentData:data,parentDataProperty:"artifacts",rootData})||(vErrors=vErrors===null?validate26.errors:vErrors.
concat(validate26.errors),errors=vErrors.length);var valid0=_errs16===errors}else var valid0=!0;if(valid0){if(data.
driver!==void 0){let data9=data.driver,_errs17=errors;if(typeof data9!="string")return validate21.errors=[{instancePath:instancePath+
"/driver",schemaPath:"#/properties/driver/type",keyword:"type",params:{type:"string"},message:"must be string"}],
!1;if(!(data9==="raw"||data9==="rauc"||data9==="swupdate"))return validate21.errors=[{instancePath:instancePath+
"/driver",schemaPath:"#/properties/driver/enum",keyword:"enum",params:{allowedValues:schema6.properties.driver.
enum},message:"must be equal to one of the allowed values"}],!1;var valid0=_errs17===errors}else var valid0=!0;
if(valid0){if(data.slots!==void 0){let data10=data.slots,_errs19=errors;if(errors===_errs19)if(data10&&typeof data10==
"object"&&!Array.isArray(data10)){if(Object.keys(data10).length>1)return validate21.errors=[{instancePath:instancePath+
"/slots",schemaPath:"#/properties/slots/maxProperties",keyword:"maxProperties",params:{limit:1},message:"must \
NOT have more than 1 properties"}],!1;if(Object.keys(data10).length<1)return validate21.errors=[{instancePath:instancePath+
"/slots",schemaPath:"#/properties/slots/minProperties",keyword:"minProperties",params:{limit:1},message:"must \
NOT have fewer than 1 properties"}],!1;for(let key1 in data10){let _errs21=errors;if(typeof key1=="string"&&!pattern1.
test(key1)){let err0={instancePath:instancePath+"/slots",schemaPath:"#/properties/slots/propertyNames/pattern",
keyword:"pattern",params:{pattern:"^[A-Za-z0-9][A-Za-z0-9_.-]*$"},message:'must match pattern "^[A-Za-z0-9][A-\
Za-z0-9_.-]*$"',propertyName:key1};vErrors===null?vErrors=[err0]:vErrors.push(err0),errors++}var valid1=_errs21===
errors;if(!valid1){let err1={instancePath:instancePath+"/slots",schemaPath:"#/properties/slots/propertyNames",
keyword:"propertyNames",params:{propertyName:key1},message:"property name must be valid"};return vErrors===null?
vErrors=[err1]:vErrors.push(err1),errors++,validate21.errors=vErrors,!1;break}}if(valid1)for(let key2 in data10){
let _errs23=errors;validate28(data10[key2],{instancePath:instancePath+"/slots/"+key2.replace(/~/g,"~0").replace(
/\//g,"~1"),parentData:data10,parentDataProperty:key2,rootData})||(vErrors=vErrors===null?validate28.errors:vErrors.
concat(validate28.errors),errors=vErrors.length);var valid2=_errs23===errors;if(!valid2)break}}else return validate21.
errors=[{instancePath:instancePath+"/slots",schemaPath:"#/properties/slots/type",keyword:"type",params:{type:"\
object"},message:"must be object"}],!1;var valid0=_errs19===errors}else var valid0=!0;if(valid0){if(data.swupdate!==
void 0){let data12=data.swupdate,_errs24=errors;if(errors===_errs24)if(data12&&typeof data12=="object"&&!Array.
isArray(data12)){let _errs26=errors;for(let key3 in data12)if(!(key3==="selections"||key3==="configFile"||key3===
"hardware"||key3==="socketFolder"||key3==="command"||key3==="client"||key3==="progress")){return validate21.errors=
[{instancePath:instancePath+"/swupdate",schemaPath:"#/properties/swupdate/additionalProperties",keyword:"addit\
ionalProperties",params:{additionalProperty:key3},message:"must NOT have additional properties"}],!1;break}if(_errs26===
errors){if(data12.selections!==void 0){let data13=data12.selections,_errs27=errors;if(errors===_errs27)if(data13&&
typeof data13=="object"&&!Array.isArray(data13)){let missing1;if(data13.a===void 0&&(missing1="a")||data13.b===
void 0&&(missing1="b"))return validate21.errors=[{instancePath:instancePath+"/swupdate/selections",schemaPath:"\
#/properties/swupdate/properties/selections/required",keyword:"required",params:{missingProperty:missing1},message:"\
must have required property '"+missing1+"'"}],!1;{let _errs29=errors;for(let key4 in data13)if(!(key4==="a"||key4===
"b")){return validate21.errors=[{instancePath:instancePath+"/swupdate/selections",schemaPath:"#/properties/swu\
pdate/properties/selections/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:key4},
message:"must NOT have additional properties"}],!1;break}if(_errs29===errors){if(data13.a!==void 0){let data14=data13.
a,_errs30=errors;if(errors===_errs30)if(typeof data14=="string"){if(!pattern8.test(data14))return validate21.errors=
[{instancePath:instancePath+"/swupdate/selections/a",schemaPath:"#/properties/swupdate/properties/selections/p\
roperties/a/pattern",keyword:"pattern",params:{pattern:"^[^,.\\s]+,[^,.\\s]+$"},message:'must match pattern "^\
[^,.\\s]+,[^,.\\s]+$"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/swupdate/selections/a",
schemaPath:"#/properties/swupdate/properties/selections/properties/a/type",keyword:"type",params:{type:"string"},
message:"must be string"}],!1;var valid4=_errs30===errors}else var valid4=!0;if(valid4)if(data13.b!==void 0){let data15=data13.
b,_errs32=errors;if(errors===_errs32)if(typeof data15=="string"){if(!pattern8.test(data15))return validate21.errors=
[{instancePath:instancePath+"/swupdate/selections/b",schemaPath:"#/properties/swupdate/properties/selections/p\
roperties/b/pattern",keyword:"pattern",params:{pattern:"^[^,.\\s]+,[^,.\\s]+$"},message:'must match pattern "^\
[^,.\\s]+,[^,.\\s]+$"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/swupdate/selections/b",
schemaPath:"#/properties/swupdate/properties/selections/properties/b/type",keyword:"type",params:{type:"string"},
message:"must be string"}],!1;var valid4=_errs32===errors}else var valid4=!0}}}else return validate21.errors=[
{instancePath:instancePath+"/swupdate/selections",schemaPath:"#/properties/swupdate/properties/selections/type",
keyword:"type",params:{type:"object"},message:"must be object"}],!1;var valid3=_errs27===errors}else var valid3=!0;
if(valid3){if(data12.configFile!==void 0){let data16=data12.configFile,_errs34=errors;if(errors===_errs34)if(typeof data16==
"string"){if(func5(data16)<1)return validate21.errors=[{instancePath:instancePath+"/swupdate/configFile",schemaPath:"\
#/properties/swupdate/properties/configFile/minLength",keyword:"minLength",params:{limit:1},message:"must NOT \
have fewer than 1 characters"}],!1}else return validate21.errors=[{instancePath:instancePath+"/swupdate/config\
File",schemaPath:"#/properties/swupdate/properties/configFile/type",keyword:"type",params:{type:"string"},message:"\
must be string"}],!1;var valid3=_errs34===errors}else var valid3=!0;if(valid3){if(data12.hardware!==void 0){let data17=data12.
hardware,_errs36=errors;if(errors===_errs36)if(typeof data17=="string"){if(!pattern10.test(data17))return validate21.
errors=[{instancePath:instancePath+"/swupdate/hardware",schemaPath:"#/properties/swupdate/properties/hardware/\
pattern",keyword:"pattern",params:{pattern:"^[^:\\s]+:[^:\\s]+$"},message:'must match pattern "^[^:\\s]+:[^:\\s]\
+$"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/swupdate/hardware",schemaPath:"#/propert\
ies/swupdate/properties/hardware/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid3=_errs36===
errors}else var valid3=!0;if(valid3){if(data12.socketFolder!==void 0){let data18=data12.socketFolder,_errs38=errors;
if(errors===_errs38)if(typeof data18=="string"){if(func5(data18)<1)return validate21.errors=[{instancePath:instancePath+
"/swupdate/socketFolder",schemaPath:"#/properties/swupdate/properties/socketFolder/minLength",keyword:"minLeng\
th",params:{limit:1},message:"must NOT have fewer than 1 characters"}],!1}else return validate21.errors=[{instancePath:instancePath+
"/swupdate/socketFolder",schemaPath:"#/properties/swupdate/properties/socketFolder/type",keyword:"type",params:{
type:"string"},message:"must be string"}],!1;var valid3=_errs38===errors}else var valid3=!0;if(valid3){if(data12.
command!==void 0){let data19=data12.command,_errs40=errors,_errs41=errors,valid5=!1,_errs42=errors;if(errors===
_errs42)if(typeof data19=="string"){if(func5(data19)<1){let err2={instancePath:instancePath+"/swupdate/command",
schemaPath:"#/properties/swupdate/properties/command/anyOf/0/minLength",keyword:"minLength",params:{limit:1},message:"\
must NOT have fewer than 1 characters"};vErrors===null?vErrors=[err2]:vErrors.push(err2),errors++}}else{let err3={
instancePath:instancePath+"/swupdate/command",schemaPath:"#/properties/swupdate/properties/command/anyOf/0/typ\
e",keyword:"type",params:{type:"string"},message:"must be string"};vErrors===null?vErrors=[err3]:vErrors.push(
err3),errors++}var _valid0=_errs42===errors;if(valid5=valid5||_valid0,!valid5){let _errs44=errors;if(errors===
_errs44)if(Array.isArray(data19))if(data19.length<1){let err4={instancePath:instancePath+"/swupdate/command",schemaPath:"\
#/properties/swupdate/properties/command/anyOf/1/minItems",keyword:"minItems",params:{limit:1},message:"must N\
OT have fewer than 1 items"};vErrors===null?vErrors=[err4]:vErrors.push(err4),errors++}else{var valid6=!0;let len0=data19.
length;for(let i0=0;i0<len0;i0++){let _errs46=errors;if(typeof data19[i0]!="string"){let err5={instancePath:instancePath+
"/swupdate/command/"+i0,schemaPath:"#/properties/swupdate/properties/command/anyOf/1/items/type",keyword:"type",
params:{type:"string"},message:"must be string"};vErrors===null?vErrors=[err5]:vErrors.push(err5),errors++}var valid6=_errs46===
errors;if(!valid6)break}}else{let err6={instancePath:instancePath+"/swupdate/command",schemaPath:"#/properties\
/swupdate/properties/command/anyOf/1/type",keyword:"type",params:{type:"array"},message:"must be array"};vErrors===
null?vErrors=[err6]:vErrors.push(err6),errors++}var _valid0=_errs44===errors;valid5=valid5||_valid0}if(valid5)
errors=_errs41,vErrors!==null&&(_errs41?vErrors.length=_errs41:vErrors=null);else{let err7={instancePath:instancePath+
"/swupdate/command",schemaPath:"#/properties/swupdate/properties/command/anyOf",keyword:"anyOf",params:{},message:"\
must match a schema in anyOf"};return vErrors===null?vErrors=[err7]:vErrors.push(err7),errors++,validate21.errors=
vErrors,!1}var valid3=_errs40===errors}else var valid3=!0;if(valid3){if(data12.client!==void 0){let data21=data12.
client,_errs48=errors,_errs49=errors,valid7=!1,_errs50=errors;if(errors===_errs50)if(typeof data21=="string"){
if(func5(data21)<1){let err8={instancePath:instancePath+"/swupdate/client",schemaPath:"#/properties/swupdate/p\
roperties/client/anyOf/0/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer than 1 c\
haracters"};vErrors===null?vErrors=[err8]:vErrors.push(err8),errors++}}else{let err9={instancePath:instancePath+
"/swupdate/client",schemaPath:"#/properties/swupdate/properties/client/anyOf/0/type",keyword:"type",params:{type:"\
string"},message:"must be string"};vErrors===null?vErrors=[err9]:vErrors.push(err9),errors++}var _valid1=_errs50===
errors;if(valid7=valid7||_valid1,!valid7){let _errs52=errors;if(errors===_errs52)if(Array.isArray(data21))if(data21.
length<1){let err10={instancePath:instancePath+"/swupdate/client",schemaPath:"#/properties/swupdate/properties\
/client/anyOf/1/minItems",keyword:"minItems",params:{limit:1},message:"must NOT have fewer than 1 items"};vErrors===
null?vErrors=[err10]:vErrors.push(err10),errors++}else{var valid8=!0;let len1=data21.length;for(let i1=0;i1<len1;i1++){
let _errs54=errors;if(typeof data21[i1]!="string"){let err11={instancePath:instancePath+"/swupdate/client/"+i1,
schemaPath:"#/properties/swupdate/properties/client/anyOf/1/items/type",keyword:"type",params:{type:"string"},
message:"must be string"};vErrors===null?vErrors=[err11]:vErrors.push(err11),errors++}var valid8=_errs54===errors;
if(!valid8)break}}else{let err12={instancePath:instancePath+"/swupdate/client",schemaPath:"#/properties/swupda\
te/properties/client/anyOf/1/type",keyword:"type",params:{type:"array"},message:"must be array"};vErrors===null?
vErrors=[err12]:vErrors.push(err12),errors++}var _valid1=_errs52===errors;valid7=valid7||_valid1}if(valid7)errors=
_errs49,vErrors!==null&&(_errs49?vErrors.length=_errs49:vErrors=null);else{let err13={instancePath:instancePath+
"/swupdate/client",schemaPath:"#/properties/swupdate/properties/client/anyOf",keyword:"anyOf",params:{},message:"\
must match a schema in anyOf"};return vErrors===null?vErrors=[err13]:vErrors.push(err13),errors++,validate21.errors=
vErrors,!1}var valid3=_errs48===errors}else var valid3=!0;if(valid3)if(data12.progress!==void 0){let data23=data12.
progress,_errs56=errors,_errs57=errors,valid9=!1,_errs58=errors;if(errors===_errs58)if(typeof data23=="string"){
if(func5(data23)<1){let err14={instancePath:instancePath+"/swupdate/progress",schemaPath:"#/properties/swupdat\
e/properties/progress/anyOf/0/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer tha\
n 1 characters"};vErrors===null?vErrors=[err14]:vErrors.push(err14),errors++}}else{let err15={instancePath:instancePath+
"/swupdate/progress",schemaPath:"#/properties/swupdate/properties/progress/anyOf/0/type",keyword:"type",params:{
type:"string"},message:"must be string"};vErrors===null?vErrors=[err15]:vErrors.push(err15),errors++}var _valid2=_errs58===
errors;if(valid9=valid9||_valid2,!valid9){let _errs60=errors;if(errors===_errs60)if(Array.isArray(data23))if(data23.
length<1){let err16={instancePath:instancePath+"/swupdate/progress",schemaPath:"#/properties/swupdate/properti\
es/progress/anyOf/1/minItems",keyword:"minItems",params:{limit:1},message:"must NOT have fewer than 1 items"};
vErrors===null?vErrors=[err16]:vErrors.push(err16),errors++}else{var valid10=!0;let len2=data23.length;for(let i2=0;i2<
len2;i2++){let _errs62=errors;if(typeof data23[i2]!="string"){let err17={instancePath:instancePath+"/swupdate/\
progress/"+i2,schemaPath:"#/properties/swupdate/properties/progress/anyOf/1/items/type",keyword:"type",params:{
type:"string"},message:"must be string"};vErrors===null?vErrors=[err17]:vErrors.push(err17),errors++}var valid10=_errs62===
errors;if(!valid10)break}}else{let err18={instancePath:instancePath+"/swupdate/progress",schemaPath:"#/propert\
ies/swupdate/properties/progress/anyOf/1/type",keyword:"type",params:{type:"array"},message:"must be array"};vErrors===
null?vErrors=[err18]:vErrors.push(err18),errors++}var _valid2=_errs60===errors;valid9=valid9||_valid2}if(valid9)
errors=_errs57,vErrors!==null&&(_errs57?vErrors.length=_errs57:vErrors=null);else{let err19={instancePath:instancePath+
"/swupdate/progress",schemaPath:"#/properties/swupdate/properties/progress/anyOf",keyword:"anyOf",params:{},message:"\
must match a schema in anyOf"};return vErrors===null?vErrors=[err19]:vErrors.push(err19),errors++,validate21.errors=
vErrors,!1}var valid3=_errs56===errors}else var valid3=!0}}}}}}}else return validate21.errors=[{instancePath:instancePath+
"/swupdate",schemaPath:"#/properties/swupdate/type",keyword:"type",params:{type:"object"},message:"must be obj\
ect"}],!1;var valid0=_errs24===errors}else var valid0=!0;if(valid0){if(data.bootControl!==void 0){let data25=data.
bootControl,_errs64=errors,_errs65=errors,valid11=!1,_errs66=errors;if(errors===_errs66)if(typeof data25=="str\
ing"){if(func5(data25)<1){let err20={instancePath:instancePath+"/bootControl",schemaPath:"#/properties/bootCon\
trol/anyOf/0/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer than 1 characters"};
vErrors===null?vErrors=[err20]:vErrors.push(err20),errors++}}else{let err21={instancePath:instancePath+"/bootC\
ontrol",schemaPath:"#/properties/bootControl/anyOf/0/type",keyword:"type",params:{type:"string"},message:"must\
 be string"};vErrors===null?vErrors=[err21]:vErrors.push(err21),errors++}var _valid3=_errs66===errors;if(valid11=
valid11||_valid3,!valid11){let _errs68=errors;if(errors===_errs68)if(Array.isArray(data25))if(data25.length<1){
let err22={instancePath:instancePath+"/bootControl",schemaPath:"#/properties/bootControl/anyOf/1/minItems",keyword:"\
minItems",params:{limit:1},message:"must NOT have fewer than 1 items"};vErrors===null?vErrors=[err22]:vErrors.
push(err22),errors++}else{var valid12=!0;let len3=data25.length;for(let i3=0;i3<len3;i3++){let _errs70=errors;
if(typeof data25[i3]!="string"){let err23={instancePath:instancePath+"/bootControl/"+i3,schemaPath:"#/properti\
es/bootControl/anyOf/1/items/type",keyword:"type",params:{type:"string"},message:"must be string"};vErrors===null?
vErrors=[err23]:vErrors.push(err23),errors++}var valid12=_errs70===errors;if(!valid12)break}}else{let err24={instancePath:instancePath+
"/bootControl",schemaPath:"#/properties/bootControl/anyOf/1/type",keyword:"type",params:{type:"array"},message:"\
must be array"};vErrors===null?vErrors=[err24]:vErrors.push(err24),errors++}var _valid3=_errs68===errors;valid11=
valid11||_valid3}if(valid11)errors=_errs65,vErrors!==null&&(_errs65?vErrors.length=_errs65:vErrors=null);else{
let err25={instancePath:instancePath+"/bootControl",schemaPath:"#/properties/bootControl/anyOf",keyword:"anyOf",
params:{},message:"must match a schema in anyOf"};return vErrors===null?vErrors=[err25]:vErrors.push(err25),errors++,
validate21.errors=vErrors,!1}var valid0=_errs64===errors}else var valid0=!0;if(valid0){if(data.bootControlTimeout!==
void 0){let data27=data.bootControlTimeout,_errs72=errors;if(errors===_errs72&&errors===_errs72)if(typeof data27==
"string"){if(!formats0.test(data27))return validate21.errors=[{instancePath:instancePath+"/bootControlTimeout",
schemaPath:"#/properties/bootControlTimeout/format",keyword:"format",params:{format:"duration"},message:'must \
match format "duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/bootControlTimeout",
schemaPath:"#/properties/bootControlTimeout/type",keyword:"type",params:{type:"string"},message:"must be strin\
g"}],!1;var valid0=_errs72===errors}else var valid0=!0;if(valid0){if(data.compatible!==void 0){let _errs74=errors;
if(typeof data.compatible!="string")return validate21.errors=[{instancePath:instancePath+"/compatible",schemaPath:"\
#/properties/compatible/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs74===
errors}else var valid0=!0;if(valid0){if(data.rauc!==void 0){let data29=data.rauc,_errs76=errors;if(errors===_errs76)
if(data29&&typeof data29=="object"&&!Array.isArray(data29)){let _errs78=errors;for(let key5 in data29)if(!(key5===
"systemConfig"||key5==="command"||key5==="busAddress"||key5==="restartTimeout")){return validate21.errors=[{instancePath:instancePath+
"/rauc",schemaPath:"#/properties/rauc/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:key5},
message:"must NOT have additional properties"}],!1;break}if(_errs78===errors){if(data29.systemConfig!==void 0){
let data30=data29.systemConfig,_errs79=errors;if(errors===_errs79)if(typeof data30=="string"){if(func5(data30)<
1)return validate21.errors=[{instancePath:instancePath+"/rauc/systemConfig",schemaPath:"#/properties/rauc/prop\
erties/systemConfig/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer than 1 charac\
ters"}],!1}else return validate21.errors=[{instancePath:instancePath+"/rauc/systemConfig",schemaPath:"#/proper\
ties/rauc/properties/systemConfig/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid13=_errs79===
errors}else var valid13=!0;if(valid13){if(data29.command!==void 0){let data31=data29.command,_errs81=errors,_errs82=errors,
valid14=!1,_errs83=errors;if(errors===_errs83)if(typeof data31=="string"){if(func5(data31)<1){let err26={instancePath:instancePath+
"/rauc/command",schemaPath:"#/properties/rauc/properties/command/anyOf/0/minLength",keyword:"minLength",params:{
limit:1},message:"must NOT have fewer than 1 characters"};vErrors===null?vErrors=[err26]:vErrors.push(err26),errors++}}else{
let err27={instancePath:instancePath+"/rauc/command",schemaPath:"#/properties/rauc/properties/command/anyOf/0/\
type",keyword:"type",params:{type:"string"},message:"must be string"};vErrors===null?vErrors=[err27]:vErrors.push(
err27),errors++}var _valid4=_errs83===errors;if(valid14=valid14||_valid4,!valid14){let _errs85=errors;if(errors===
_errs85)if(Array.isArray(data31))if(data31.length<1){let err28={instancePath:instancePath+"/rauc/command",schemaPath:"\
#/properties/rauc/properties/command/anyOf/1/minItems",keyword:"minItems",params:{limit:1},message:"must NOT h\
ave fewer than 1 items"};vErrors===null?vErrors=[err28]:vErrors.push(err28),errors++}else{var valid15=!0;let len4=data31.
length;for(let i4=0;i4<len4;i4++){let _errs87=errors;if(typeof data31[i4]!="string"){let err29={instancePath:instancePath+
"/rauc/command/"+i4,schemaPath:"#/properties/rauc/properties/command/anyOf/1/items/type",keyword:"type",params:{
type:"string"},message:"must be string"};vErrors===null?vErrors=[err29]:vErrors.push(err29),errors++}var valid15=_errs87===
errors;if(!valid15)break}}else{let err30={instancePath:instancePath+"/rauc/command",schemaPath:"#/properties/r\
auc/properties/command/anyOf/1/type",keyword:"type",params:{type:"array"},message:"must be array"};vErrors===null?
vErrors=[err30]:vErrors.push(err30),errors++}var _valid4=_errs85===errors;valid14=valid14||_valid4}if(valid14)
errors=_errs82,vErrors!==null&&(_errs82?vErrors.length=_errs82:vErrors=null);else{let err31={instancePath:instancePath+
"/rauc/command",schemaPath:"#/properties/rauc/properties/command/anyOf",keyword:"anyOf",params:{},message:"mus\
t match a schema in anyOf"};return vErrors===null?vErrors=[err31]:vErrors.push(err31),errors++,validate21.errors=
vErrors,!1}var valid13=_errs81===errors}else var valid13=!0;if(valid13){if(data29.busAddress!==void 0){let data33=data29.
busAddress,_errs89=errors;if(errors===_errs89)if(typeof data33=="string"){if(func5(data33)<1)return validate21.
errors=[{instancePath:instancePath+"/rauc/busAddress",schemaPath:"#/properties/rauc/properties/busAddress/minL\
ength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer than 1 characters"}],!1}else return validate21.
errors=[{instancePath:instancePath+"/rauc/busAddress",schemaPath:"#/properties/rauc/properties/busAddress/type",
keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid13=_errs89===errors}else var valid13=!0;
if(valid13)if(data29.restartTimeout!==void 0){let data34=data29.restartTimeout,_errs91=errors;if(errors===_errs91&&
errors===_errs91)if(typeof data34=="string"){if(!formats0.test(data34))return validate21.errors=[{instancePath:instancePath+
"/rauc/restartTimeout",schemaPath:"#/properties/rauc/properties/restartTimeout/format",keyword:"format",params:{
format:"duration"},message:'must match format "duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+
"/rauc/restartTimeout",schemaPath:"#/properties/rauc/properties/restartTimeout/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid13=_errs91===errors}else var valid13=!0}}}}else return validate21.
errors=[{instancePath:instancePath+"/rauc",schemaPath:"#/properties/rauc/type",keyword:"type",params:{type:"ob\
ject"},message:"must be object"}],!1;var valid0=_errs76===errors}else var valid0=!0;if(valid0){if(data.slotNames!==
void 0){let data35=data.slotNames,_errs93=errors;if(errors===_errs93)if(data35&&typeof data35=="object"&&!Array.
isArray(data35)){let _errs95=errors;for(let key6 in data35)if(!(key6==="a"||key6==="b"||key6==="rescue")){return validate21.
errors=[{instancePath:instancePath+"/slotNames",schemaPath:"#/properties/slotNames/additionalProperties",keyword:"\
additionalProperties",params:{additionalProperty:key6},message:"must NOT have additional properties"}],!1;break}
if(_errs95===errors){if(data35.a!==void 0){let data36=data35.a,_errs96=errors;if(errors===_errs96)if(typeof data36==
"string"){if(!pattern11.test(data36))return validate21.errors=[{instancePath:instancePath+"/slotNames/a",schemaPath:"\
#/properties/slotNames/properties/a/pattern",keyword:"pattern",params:{pattern:"^[A-Za-z0-9_.-]+$"},message:'m\
ust match pattern "^[A-Za-z0-9_.-]+$"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/slotNa\
mes/a",schemaPath:"#/properties/slotNames/properties/a/type",keyword:"type",params:{type:"string"},message:"mu\
st be string"}],!1;var valid16=_errs96===errors}else var valid16=!0;if(valid16){if(data35.b!==void 0){let data37=data35.
b,_errs98=errors;if(errors===_errs98)if(typeof data37=="string"){if(!pattern11.test(data37))return validate21.
errors=[{instancePath:instancePath+"/slotNames/b",schemaPath:"#/properties/slotNames/properties/b/pattern",keyword:"\
pattern",params:{pattern:"^[A-Za-z0-9_.-]+$"},message:'must match pattern "^[A-Za-z0-9_.-]+$"'}],!1}else return validate21.
errors=[{instancePath:instancePath+"/slotNames/b",schemaPath:"#/properties/slotNames/properties/b/type",keyword:"\
type",params:{type:"string"},message:"must be string"}],!1;var valid16=_errs98===errors}else var valid16=!0;if(valid16)
if(data35.rescue!==void 0){let data38=data35.rescue,_errs100=errors;if(errors===_errs100)if(typeof data38=="st\
ring"){if(!pattern11.test(data38))return validate21.errors=[{instancePath:instancePath+"/slotNames/rescue",schemaPath:"\
#/properties/slotNames/properties/rescue/pattern",keyword:"pattern",params:{pattern:"^[A-Za-z0-9_.-]+$"},message:'\
must match pattern "^[A-Za-z0-9_.-]+$"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/slotN\
ames/rescue",schemaPath:"#/properties/slotNames/properties/rescue/type",keyword:"type",params:{type:"string"},
message:"must be string"}],!1;var valid16=_errs100===errors}else var valid16=!0}}}else return validate21.errors=
[{instancePath:instancePath+"/slotNames",schemaPath:"#/properties/slotNames/type",keyword:"type",params:{type:"\
object"},message:"must be object"}],!1;var valid0=_errs93===errors}else var valid0=!0;if(valid0){if(data.kernelArgument!==
void 0){let data39=data.kernelArgument,_errs102=errors;if(errors===_errs102)if(typeof data39=="string"){if(func5(
data39)<1)return validate21.errors=[{instancePath:instancePath+"/kernelArgument",schemaPath:"#/properties/kern\
elArgument/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer than 1 characters"}],!1}else
return validate21.errors=[{instancePath:instancePath+"/kernelArgument",schemaPath:"#/properties/kernelArgument\
/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs102===errors}else var valid0=!0;
if(valid0){if(data.grub!==void 0){let data40=data.grub,_errs104=errors;if(errors===_errs104)if(data40&&typeof data40==
"object"&&!Array.isArray(data40)){let _errs106=errors;for(let key7 in data40)if(key7!=="environment"){return validate21.
errors=[{instancePath:instancePath+"/grub",schemaPath:"#/properties/grub/additionalProperties",keyword:"additi\
onalProperties",params:{additionalProperty:key7},message:"must NOT have additional properties"}],!1;break}if(_errs106===
errors&&data40.environment!==void 0&&typeof data40.environment!="string")return validate21.errors=[{instancePath:instancePath+
"/grub/environment",schemaPath:"#/properties/grub/properties/environment/type",keyword:"type",params:{type:"st\
ring"},message:"must be string"}],!1}else return validate21.errors=[{instancePath:instancePath+"/grub",schemaPath:"\
#/properties/grub/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;var valid0=_errs104===
errors}else var valid0=!0;if(valid0){if(data.uboot!==void 0){let data42=data.uboot,_errs109=errors;if(errors===
_errs109)if(data42&&typeof data42=="object"&&!Array.isArray(data42)){let _errs111=errors;for(let key8 in data42)
if(!(key8==="configFile"||key8==="defaultEnvironment"||key8==="tries")){return validate21.errors=[{instancePath:instancePath+
"/uboot",schemaPath:"#/properties/uboot/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:key8},
message:"must NOT have additional properties"}],!1;break}if(_errs111===errors){if(data42.configFile!==void 0){
let _errs112=errors;if(typeof data42.configFile!="string")return validate21.errors=[{instancePath:instancePath+
"/uboot/configFile",schemaPath:"#/properties/uboot/properties/configFile/type",keyword:"type",params:{type:"st\
ring"},message:"must be string"}],!1;var valid18=_errs112===errors}else var valid18=!0;if(valid18){if(data42.defaultEnvironment!==
void 0){let _errs114=errors;if(typeof data42.defaultEnvironment!="string")return validate21.errors=[{instancePath:instancePath+
"/uboot/defaultEnvironment",schemaPath:"#/properties/uboot/properties/defaultEnvironment/type",keyword:"type",
params:{type:"string"},message:"must be string"}],!1;var valid18=_errs114===errors}else var valid18=!0;if(valid18)
if(data42.tries!==void 0){let data45=data42.tries,_errs116=errors;if(!(typeof data45=="number"&&!(data45%1)&&!isNaN(
data45)&&isFinite(data45)))return validate21.errors=[{instancePath:instancePath+"/uboot/tries",schemaPath:"#/p\
roperties/uboot/properties/tries/type",keyword:"type",params:{type:"integer"},message:"must be integer"}],!1;if(errors===
_errs116&&typeof data45=="number"&&isFinite(data45)){if(data45>9||isNaN(data45))return validate21.errors=[{instancePath:instancePath+
"/uboot/tries",schemaPath:"#/properties/uboot/properties/tries/maximum",keyword:"maximum",params:{comparison:"\
<=",limit:9},message:"must be <= 9"}],!1;if(data45<1||isNaN(data45))return validate21.errors=[{instancePath:instancePath+
"/uboot/tries",schemaPath:"#/properties/uboot/properties/tries/minimum",keyword:"minimum",params:{comparison:"\
>=",limit:1},message:"must be >= 1"}],!1}var valid18=_errs116===errors}else var valid18=!0}}}else return validate21.
errors=[{instancePath:instancePath+"/uboot",schemaPath:"#/properties/uboot/type",keyword:"type",params:{type:"\
object"},message:"must be object"}],!1;var valid0=_errs109===errors}else var valid0=!0;if(valid0){if(data.efi!==
void 0){let data46=data.efi,_errs118=errors;if(errors===_errs118)if(data46&&typeof data46=="object"&&!Array.isArray(
data46)){let _errs120=errors;for(let key9 in data46)if(!(key9==="a"||key9==="b")){return validate21.errors=[{instancePath:instancePath+
"/efi",schemaPath:"#/properties/efi/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:key9},
message:"must NOT have additional properties"}],!1;break}if(_errs120===errors){if(data46.a!==void 0){let data47=data46.
a,_errs121=errors;if(errors===_errs121)if(typeof data47=="string"){if(func5(data47)<1)return validate21.errors=
[{instancePath:instancePath+"/efi/a",schemaPath:"#/properties/efi/properties/a/minLength",keyword:"minLength",
params:{limit:1},message:"must NOT have fewer than 1 characters"}],!1}else return validate21.errors=[{instancePath:instancePath+
"/efi/a",schemaPath:"#/properties/efi/properties/a/type",keyword:"type",params:{type:"string"},message:"must b\
e string"}],!1;var valid19=_errs121===errors}else var valid19=!0;if(valid19)if(data46.b!==void 0){let data48=data46.
b,_errs123=errors;if(errors===_errs123)if(typeof data48=="string"){if(func5(data48)<1)return validate21.errors=
[{instancePath:instancePath+"/efi/b",schemaPath:"#/properties/efi/properties/b/minLength",keyword:"minLength",
params:{limit:1},message:"must NOT have fewer than 1 characters"}],!1}else return validate21.errors=[{instancePath:instancePath+
"/efi/b",schemaPath:"#/properties/efi/properties/b/type",keyword:"type",params:{type:"string"},message:"must b\
e string"}],!1;var valid19=_errs123===errors}else var valid19=!0}}else return validate21.errors=[{instancePath:instancePath+
"/efi",schemaPath:"#/properties/efi/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;
var valid0=_errs118===errors}else var valid0=!0;if(valid0){if(data.hardwareRevision!==void 0){let data49=data.
hardwareRevision,_errs125=errors;if(errors===_errs125)if(typeof data49=="string"){if(func5(data49)<1)return validate21.
errors=[{instancePath:instancePath+"/hardwareRevision",schemaPath:"#/properties/hardwareRevision/minLength",keyword:"\
minLength",params:{limit:1},message:"must NOT have fewer than 1 characters"}],!1}else return validate21.errors=
[{instancePath:instancePath+"/hardwareRevision",schemaPath:"#/properties/hardwareRevision/type",keyword:"type",
params:{type:"string"},message:"must be string"}],!1;var valid0=_errs125===errors}else var valid0=!0;if(valid0){
if(data.allowDowngrade!==void 0){let _errs127=errors;if(typeof data.allowDowngrade!="boolean")return validate21.
errors=[{instancePath:instancePath+"/allowDowngrade",schemaPath:"#/properties/allowDowngrade/type",keyword:"ty\
pe",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs127===errors}else var valid0=!0;if(valid0){
if(data.retryFailedVersion!==void 0){let _errs129=errors;if(typeof data.retryFailedVersion!="boolean")return validate21.
errors=[{instancePath:instancePath+"/retryFailedVersion",schemaPath:"#/properties/retryFailedVersion/type",keyword:"\
type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs129===errors}else var valid0=!0;if(valid0){
if(data.confirmTimeout!==void 0){let data52=data.confirmTimeout,_errs131=errors;if(errors===_errs131&&errors===
_errs131)if(typeof data52=="string"){if(!formats0.test(data52))return validate21.errors=[{instancePath:instancePath+
"/confirmTimeout",schemaPath:"#/properties/confirmTimeout/format",keyword:"format",params:{format:"duration"},
message:'must match format "duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/confir\
mTimeout",schemaPath:"#/properties/confirmTimeout/type",keyword:"type",params:{type:"string"},message:"must be\
 string"}],!1;var valid0=_errs131===errors}else var valid0=!0;if(valid0){if(data.buildIdFile!==void 0){let data53=data.
buildIdFile,_errs133=errors;if(errors===_errs133)if(typeof data53=="string"){if(func5(data53)<1)return validate21.
errors=[{instancePath:instancePath+"/buildIdFile",schemaPath:"#/properties/buildIdFile/minLength",keyword:"min\
Length",params:{limit:1},message:"must NOT have fewer than 1 characters"}],!1}else return validate21.errors=[{
instancePath:instancePath+"/buildIdFile",schemaPath:"#/properties/buildIdFile/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs133===errors}else var valid0=!0;if(valid0){if(data.bootReason!==
void 0){let data54=data.bootReason,_errs135=errors,_errs136=errors,valid20=!1,_errs137=errors;if(errors===_errs137)
if(typeof data54=="string"){if(func5(data54)<1){let err32={instancePath:instancePath+"/bootReason",schemaPath:"\
#/properties/bootReason/anyOf/0/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer t\
han 1 characters"};vErrors===null?vErrors=[err32]:vErrors.push(err32),errors++}}else{let err33={instancePath:instancePath+
"/bootReason",schemaPath:"#/properties/bootReason/anyOf/0/type",keyword:"type",params:{type:"string"},message:"\
must be string"};vErrors===null?vErrors=[err33]:vErrors.push(err33),errors++}var _valid5=_errs137===errors;if(valid20=
valid20||_valid5,!valid20){let _errs139=errors;if(errors===_errs139)if(Array.isArray(data54))if(data54.length<
1){let err34={instancePath:instancePath+"/bootReason",schemaPath:"#/properties/bootReason/anyOf/1/minItems",keyword:"\
minItems",params:{limit:1},message:"must NOT have fewer than 1 items"};vErrors===null?vErrors=[err34]:vErrors.
push(err34),errors++}else{var valid21=!0;let len5=data54.length;for(let i5=0;i5<len5;i5++){let _errs141=errors;
if(typeof data54[i5]!="string"){let err35={instancePath:instancePath+"/bootReason/"+i5,schemaPath:"#/propertie\
s/bootReason/anyOf/1/items/type",keyword:"type",params:{type:"string"},message:"must be string"};vErrors===null?
vErrors=[err35]:vErrors.push(err35),errors++}var valid21=_errs141===errors;if(!valid21)break}}else{let err36={
instancePath:instancePath+"/bootReason",schemaPath:"#/properties/bootReason/anyOf/1/type",keyword:"type",params:{
type:"array"},message:"must be array"};vErrors===null?vErrors=[err36]:vErrors.push(err36),errors++}var _valid5=_errs139===
errors;valid20=valid20||_valid5}if(valid20)errors=_errs136,vErrors!==null&&(_errs136?vErrors.length=_errs136:vErrors=
null);else{let err37={instancePath:instancePath+"/bootReason",schemaPath:"#/properties/bootReason/anyOf",keyword:"\
anyOf",params:{},message:"must match a schema in anyOf"};return vErrors===null?vErrors=[err37]:vErrors.push(err37),
errors++,validate21.errors=vErrors,!1}var valid0=_errs135===errors}else var valid0=!0;if(valid0){if(data.rebootCommand!==
void 0){let data56=data.rebootCommand,_errs143=errors,_errs144=errors,valid22=!1,_errs145=errors;if(errors===_errs145)
if(typeof data56=="string"){if(func5(data56)<1){let err38={instancePath:instancePath+"/rebootCommand",schemaPath:"\
#/properties/rebootCommand/anyOf/0/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewe\
r than 1 characters"};vErrors===null?vErrors=[err38]:vErrors.push(err38),errors++}}else{let err39={instancePath:instancePath+
"/rebootCommand",schemaPath:"#/properties/rebootCommand/anyOf/0/type",keyword:"type",params:{type:"string"},message:"\
must be string"};vErrors===null?vErrors=[err39]:vErrors.push(err39),errors++}var _valid6=_errs145===errors;if(valid22=
valid22||_valid6,!valid22){let _errs147=errors;if(errors===_errs147)if(Array.isArray(data56))if(data56.length<
1){let err40={instancePath:instancePath+"/rebootCommand",schemaPath:"#/properties/rebootCommand/anyOf/1/minIte\
ms",keyword:"minItems",params:{limit:1},message:"must NOT have fewer than 1 items"};vErrors===null?vErrors=[err40]:
vErrors.push(err40),errors++}else{var valid23=!0;let len6=data56.length;for(let i6=0;i6<len6;i6++){let _errs149=errors;
if(typeof data56[i6]!="string"){let err41={instancePath:instancePath+"/rebootCommand/"+i6,schemaPath:"#/proper\
ties/rebootCommand/anyOf/1/items/type",keyword:"type",params:{type:"string"},message:"must be string"};vErrors===
null?vErrors=[err41]:vErrors.push(err41),errors++}var valid23=_errs149===errors;if(!valid23)break}}else{let err42={
instancePath:instancePath+"/rebootCommand",schemaPath:"#/properties/rebootCommand/anyOf/1/type",keyword:"type",
params:{type:"array"},message:"must be array"};vErrors===null?vErrors=[err42]:vErrors.push(err42),errors++}var _valid6=_errs147===
errors;valid22=valid22||_valid6}if(valid22)errors=_errs144,vErrors!==null&&(_errs144?vErrors.length=_errs144:vErrors=
null);else{let err43={instancePath:instancePath+"/rebootCommand",schemaPath:"#/properties/rebootCommand/anyOf",
keyword:"anyOf",params:{},message:"must match a schema in anyOf"};return vErrors===null?vErrors=[err43]:vErrors.
push(err43),errors++,validate21.errors=vErrors,!1}var valid0=_errs143===errors}else var valid0=!0;if(valid0){if(data.
watchdog!==void 0){let data58=data.watchdog,_errs151=errors;if(errors===_errs151)if(data58&&typeof data58=="ob\
ject"&&!Array.isArray(data58)){let _errs153=errors;for(let key10 in data58)if(!(key10==="device"||key10==="int\
erval")){return validate21.errors=[{instancePath:instancePath+"/watchdog",schemaPath:"#/properties/watchdog/ad\
ditionalProperties",keyword:"additionalProperties",params:{additionalProperty:key10},message:"must NOT have ad\
ditional properties"}],!1;break}if(_errs153===errors){if(data58.device!==void 0){let data59=data58.device,_errs154=errors;
if(errors===_errs154)if(typeof data59=="string"){if(func5(data59)<1)return validate21.errors=[{instancePath:instancePath+
"/watchdog/device",schemaPath:"#/properties/watchdog/properties/device/minLength",keyword:"minLength",params:{
limit:1},message:"must NOT have fewer than 1 characters"}],!1}else return validate21.errors=[{instancePath:instancePath+
"/watchdog/device",schemaPath:"#/properties/watchdog/properties/device/type",keyword:"type",params:{type:"stri\
ng"},message:"must be string"}],!1;var valid24=_errs154===errors}else var valid24=!0;if(valid24)if(data58.interval!==
void 0){let data60=data58.interval,_errs156=errors;if(errors===_errs156&&errors===_errs156)if(typeof data60=="\
string"){if(!formats0.test(data60))return validate21.errors=[{instancePath:instancePath+"/watchdog/interval",schemaPath:"\
#/properties/watchdog/properties/interval/format",keyword:"format",params:{format:"duration"},message:'must ma\
tch format "duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/watchdog/interval",schemaPath:"\
#/properties/watchdog/properties/interval/type",keyword:"type",params:{type:"string"},message:"must be string"}],
!1;var valid24=_errs156===errors}else var valid24=!0}}else return validate21.errors=[{instancePath:instancePath+
"/watchdog",schemaPath:"#/properties/watchdog/type",keyword:"type",params:{type:"object"},message:"must be obj\
ect"}],!1;var valid0=_errs151===errors}else var valid0=!0;if(valid0)if(data.hooks!==void 0){let data61=data.hooks,
_errs158=errors;if(errors===_errs158)if(data61&&typeof data61=="object"&&!Array.isArray(data61)){let _errs160=errors;
for(let key11 in data61)if(!(key11==="preInstall"||key11==="postInstall"||key11==="healthCheck"||key11==="post\
Commit"||key11==="timeout")){return validate21.errors=[{instancePath:instancePath+"/hooks",schemaPath:"#/prope\
rties/hooks/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:key11},message:"mu\
st NOT have additional properties"}],!1;break}if(_errs160===errors){if(data61.preInstall!==void 0){let data62=data61.
preInstall,_errs161=errors,_errs162=errors,valid26=!1,_errs163=errors;if(errors===_errs163)if(typeof data62=="\
string"){if(func5(data62)<1){let err44={instancePath:instancePath+"/hooks/preInstall",schemaPath:"#/properties\
/hooks/properties/preInstall/anyOf/0/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fe\
wer than 1 characters"};vErrors===null?vErrors=[err44]:vErrors.push(err44),errors++}}else{let err45={instancePath:instancePath+
"/hooks/preInstall",schemaPath:"#/properties/hooks/properties/preInstall/anyOf/0/type",keyword:"type",params:{
type:"string"},message:"must be string"};vErrors===null?vErrors=[err45]:vErrors.push(err45),errors++}var _valid7=_errs163===
errors;if(valid26=valid26||_valid7,!valid26){let _errs165=errors;if(errors===_errs165)if(Array.isArray(data62))
if(data62.length<1){let err46={instancePath:instancePath+"/hooks/preInstall",schemaPath:"#/properties/hooks/pr\
operties/preInstall/anyOf/1/minItems",keyword:"minItems",params:{limit:1},message:"must NOT have fewer than 1 \
items"};vErrors===null?vErrors=[err46]:vErrors.push(err46),errors++}else{var valid27=!0;let len7=data62.length;
for(let i7=0;i7<len7;i7++){let _errs167=errors;if(typeof data62[i7]!="string"){let err47={instancePath:instancePath+
"/hooks/preInstall/"+i7,schemaPath:"#/properties/hooks/properties/preInstall/anyOf/1/items/type",keyword:"type",
params:{type:"string"},message:"must be string"};vErrors===null?vErrors=[err47]:vErrors.push(err47),errors++}var valid27=_errs167===
errors;if(!valid27)break}}else{let err48={instancePath:instancePath+"/hooks/preInstall",schemaPath:"#/properti\
es/hooks/properties/preInstall/anyOf/1/type",keyword:"type",params:{type:"array"},message:"must be array"};vErrors===
null?vErrors=[err48]:vErrors.push(err48),errors++}var _valid7=_errs165===errors;valid26=valid26||_valid7}if(valid26)
errors=_errs162,vErrors!==null&&(_errs162?vErrors.length=_errs162:vErrors=null);else{let err49={instancePath:instancePath+
"/hooks/preInstall",schemaPath:"#/properties/hooks/properties/preInstall/anyOf",keyword:"anyOf",params:{},message:"\
must match a schema in anyOf"};return vErrors===null?vErrors=[err49]:vErrors.push(err49),errors++,validate21.errors=
vErrors,!1}var valid25=_errs161===errors}else var valid25=!0;if(valid25){if(data61.postInstall!==void 0){let data64=data61.
postInstall,_errs169=errors,_errs170=errors,valid28=!1,_errs171=errors;if(errors===_errs171)if(typeof data64==
"string"){if(func5(data64)<1){let err50={instancePath:instancePath+"/hooks/postInstall",schemaPath:"#/properti\
es/hooks/properties/postInstall/anyOf/0/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have\
 fewer than 1 characters"};vErrors===null?vErrors=[err50]:vErrors.push(err50),errors++}}else{let err51={instancePath:instancePath+
"/hooks/postInstall",schemaPath:"#/properties/hooks/properties/postInstall/anyOf/0/type",keyword:"type",params:{
type:"string"},message:"must be string"};vErrors===null?vErrors=[err51]:vErrors.push(err51),errors++}var _valid8=_errs171===
errors;if(valid28=valid28||_valid8,!valid28){let _errs173=errors;if(errors===_errs173)if(Array.isArray(data64))
if(data64.length<1){let err52={instancePath:instancePath+"/hooks/postInstall",schemaPath:"#/properties/hooks/p\
roperties/postInstall/anyOf/1/minItems",keyword:"minItems",params:{limit:1},message:"must NOT have fewer than \
1 items"};vErrors===null?vErrors=[err52]:vErrors.push(err52),errors++}else{var valid29=!0;let len8=data64.length;
for(let i8=0;i8<len8;i8++){let _errs175=errors;if(typeof data64[i8]!="string"){let err53={instancePath:instancePath+
"/hooks/postInstall/"+i8,schemaPath:"#/properties/hooks/properties/postInstall/anyOf/1/items/type",keyword:"ty\
pe",params:{type:"string"},message:"must be string"};vErrors===null?vErrors=[err53]:vErrors.push(err53),errors++}
var valid29=_errs175===errors;if(!valid29)break}}else{let err54={instancePath:instancePath+"/hooks/postInstall",
schemaPath:"#/properties/hooks/properties/postInstall/anyOf/1/type",keyword:"type",params:{type:"array"},message:"\
must be array"};vErrors===null?vErrors=[err54]:vErrors.push(err54),errors++}var _valid8=_errs173===errors;valid28=
valid28||_valid8}if(valid28)errors=_errs170,vErrors!==null&&(_errs170?vErrors.length=_errs170:vErrors=null);else{
let err55={instancePath:instancePath+"/hooks/postInstall",schemaPath:"#/properties/hooks/properties/postInstal\
l/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};return vErrors===null?vErrors=[err55]:
vErrors.push(err55),errors++,validate21.errors=vErrors,!1}var valid25=_errs169===errors}else var valid25=!0;if(valid25){
if(data61.healthCheck!==void 0){let data66=data61.healthCheck,_errs177=errors,_errs178=errors,valid30=!1,_errs179=errors;
if(errors===_errs179)if(typeof data66=="string"){if(func5(data66)<1){let err56={instancePath:instancePath+"/ho\
oks/healthCheck",schemaPath:"#/properties/hooks/properties/healthCheck/anyOf/0/minLength",keyword:"minLength",
params:{limit:1},message:"must NOT have fewer than 1 characters"};vErrors===null?vErrors=[err56]:vErrors.push(
err56),errors++}}else{let err57={instancePath:instancePath+"/hooks/healthCheck",schemaPath:"#/properties/hooks\
/properties/healthCheck/anyOf/0/type",keyword:"type",params:{type:"string"},message:"must be string"};vErrors===
null?vErrors=[err57]:vErrors.push(err57),errors++}var _valid9=_errs179===errors;if(valid30=valid30||_valid9,!valid30){
let _errs181=errors;if(errors===_errs181)if(Array.isArray(data66))if(data66.length<1){let err58={instancePath:instancePath+
"/hooks/healthCheck",schemaPath:"#/properties/hooks/properties/healthCheck/anyOf/1/minItems",keyword:"minItems",
params:{limit:1},message:"must NOT have fewer than 1 items"};vErrors===null?vErrors=[err58]:vErrors.push(err58),
errors++}else{var valid31=!0;let len9=data66.length;for(let i9=0;i9<len9;i9++){let _errs183=errors;if(typeof data66[i9]!=
"string"){let err59={instancePath:instancePath+"/hooks/healthCheck/"+i9,schemaPath:"#/properties/hooks/propert\
ies/healthCheck/anyOf/1/items/type",keyword:"type",params:{type:"string"},message:"must be string"};vErrors===
null?vErrors=[err59]:vErrors.push(err59),errors++}var valid31=_errs183===errors;if(!valid31)break}}else{let err60={
instancePath:instancePath+"/hooks/healthCheck",schemaPath:"#/properties/hooks/properties/healthCheck/anyOf/1/t\
ype",keyword:"type",params:{type:"array"},message:"must be array"};vErrors===null?vErrors=[err60]:vErrors.push(
err60),errors++}var _valid9=_errs181===errors;valid30=valid30||_valid9}if(valid30)errors=_errs178,vErrors!==null&&
(_errs178?vErrors.length=_errs178:vErrors=null);else{let err61={instancePath:instancePath+"/hooks/healthCheck",
schemaPath:"#/properties/hooks/properties/healthCheck/anyOf",keyword:"anyOf",params:{},message:"must match a s\
chema in anyOf"};return vErrors===null?vErrors=[err61]:vErrors.push(err61),errors++,validate21.errors=vErrors,
!1}var valid25=_errs177===errors}else var valid25=!0;if(valid25){if(data61.postCommit!==void 0){let data68=data61.
postCommit,_errs185=errors,_errs186=errors,valid32=!1,_errs187=errors;if(errors===_errs187)if(typeof data68=="\
string"){if(func5(data68)<1){let err62={instancePath:instancePath+"/hooks/postCommit",schemaPath:"#/properties\
/hooks/properties/postCommit/anyOf/0/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fe\
wer than 1 characters"};vErrors===null?vErrors=[err62]:vErrors.push(err62),errors++}}else{let err63={instancePath:instancePath+
"/hooks/postCommit",schemaPath:"#/properties/hooks/properties/postCommit/anyOf/0/type",keyword:"type",params:{
type:"string"},message:"must be string"};vErrors===null?vErrors=[err63]:vErrors.push(err63),errors++}var _valid10=_errs187===
errors;if(valid32=valid32||_valid10,!valid32){let _errs189=errors;if(errors===_errs189)if(Array.isArray(data68))
if(data68.length<1){let err64={instancePath:instancePath+"/hooks/postCommit",schemaPath:"#/properties/hooks/pr\
operties/postCommit/anyOf/1/minItems",keyword:"minItems",params:{limit:1},message:"must NOT have fewer than 1 \
items"};vErrors===null?vErrors=[err64]:vErrors.push(err64),errors++}else{var valid33=!0;let len10=data68.length;
for(let i10=0;i10<len10;i10++){let _errs191=errors;if(typeof data68[i10]!="string"){let err65={instancePath:instancePath+
"/hooks/postCommit/"+i10,schemaPath:"#/properties/hooks/properties/postCommit/anyOf/1/items/type",keyword:"typ\
e",params:{type:"string"},message:"must be string"};vErrors===null?vErrors=[err65]:vErrors.push(err65),errors++}
var valid33=_errs191===errors;if(!valid33)break}}else{let err66={instancePath:instancePath+"/hooks/postCommit",
schemaPath:"#/properties/hooks/properties/postCommit/anyOf/1/type",keyword:"type",params:{type:"array"},message:"\
must be array"};vErrors===null?vErrors=[err66]:vErrors.push(err66),errors++}var _valid10=_errs189===errors;valid32=
valid32||_valid10}if(valid32)errors=_errs186,vErrors!==null&&(_errs186?vErrors.length=_errs186:vErrors=null);else{
let err67={instancePath:instancePath+"/hooks/postCommit",schemaPath:"#/properties/hooks/properties/postCommit/\
anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};return vErrors===null?vErrors=[err67]:
vErrors.push(err67),errors++,validate21.errors=vErrors,!1}var valid25=_errs185===errors}else var valid25=!0;if(valid25)
if(data61.timeout!==void 0){let data70=data61.timeout,_errs193=errors;if(errors===_errs193&&errors===_errs193)
if(typeof data70=="string"){if(!formats0.test(data70))return validate21.errors=[{instancePath:instancePath+"/h\
ooks/timeout",schemaPath:"#/properties/hooks/properties/timeout/format",keyword:"format",params:{format:"durat\
ion"},message:'must match format "duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/\
hooks/timeout",schemaPath:"#/properties/hooks/properties/timeout/type",keyword:"type",params:{type:"string"},message:"\
must be string"}],!1;var valid25=_errs193===errors}else var valid25=!0}}}}}else return validate21.errors=[{instancePath:instancePath+
"/hooks",schemaPath:"#/properties/hooks/type",keyword:"type",params:{type:"object"},message:"must be object"}],
!1;var valid0=_errs158===errors}else var valid0=!0}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}else return validate21.errors=
[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate21.
errors=vErrors,errors===0}export{firmwareAgent};
