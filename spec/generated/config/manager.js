// Generated from spec/schemas by `npm run generate`. Do not edit.
var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,
mod),mod.exports}catch(e){throw mod=0,e}};var require_ucs2length=__commonJS({"node_modules/ajv/dist/runtime/ucs2length.js"(exports){"use strict";Object.
defineProperty(exports,"__esModule",{value:!0});function ucs2length(str){let len=str.length,length=0,pos=0,value;
for(;pos<len;)length++,value=str.charCodeAt(pos++),value>=55296&&value<=56319&&pos<len&&(value=str.charCodeAt(
pos),(value&64512)===56320&&pos++);return length}exports.default=ucs2length;ucs2length.code='require("ajv/dist\
/runtime/ucs2length").default'}});var manager=validate21,schema6={$id:"config/manager.schema.json",type:"object",additionalProperties:!1,properties:{
connection:{$ref:"connection.schema.json"},log:{$ref:"log.schema.json"},topicPrefix:{type:"string",pattern:"^[\
^+#\\u0000]+$"},stateDir:{type:"string"},bootIdFile:{type:"string"},domain:{type:"string",pattern:"^[A-Za-z0-9\
][A-Za-z0-9_.-]*$"},thingsEnabled:{type:"boolean",const:!1},agents:{type:"object",propertyNames:{pattern:"^[A-\
Za-z0-9][A-Za-z0-9_.-]*$"},additionalProperties:{$ref:"#/$defs/agent"}},order:{type:"array",items:{type:"array",
items:{type:"string"}}},rebootEnabled:{type:"boolean"},rebootAfter:{type:"string",format:"duration"},rebootCommand:{
anyOf:[{type:"string",minLength:1},{type:"array",items:{type:"string"},minItems:1}]},rebootFallback:{type:"arr\
ay",items:{type:"string",minLength:1}},rebootTimeout:{type:"string",format:"duration"},rebootHook:{anyOf:[{type:"\
string",minLength:1},{type:"array",items:{type:"string"},minItems:1}]},rebootDelayMax:{type:"string",format:"d\
uration"},phaseTimeout:{type:"string",format:"duration"},reportFeedbackInterval:{type:"string",format:"duratio\
n"},currentStateDelay:{type:"string",format:"duration"},ownerConsentCommands:{type:"array",items:{type:"string",
enum:["DOWNLOAD","UPDATE","ACTIVATE"]},uniqueItems:!0},ownerConsentTimeout:{type:"string",format:"duration"},whenBusy:{
type:"string",enum:["supersede","queue","reject"]},historyCount:{type:"integer",minimum:1},historyMaxAge:{type:"\
string",format:"duration"}},$defs:{agent:{type:"object",additionalProperties:!1,properties:{rebootRequired:{type:"\
boolean"},readTimeout:{type:"string",format:"duration"}}}}},func2=Object.prototype.hasOwnProperty,func4=require_ucs2length().
default,schema7={$id:"config/connection.schema.json",type:"object",additionalProperties:!1,properties:{broker:{
type:"string"},clientId:{type:"string"},protocolVersion:{type:"integer",enum:[4,5]},sessionExpiry:{type:"strin\
g",format:"duration"},keepAlive:{type:"string",format:"duration"},disconnectTimeout:{type:"string",format:"dur\
ation"},username:{type:"string"},password:{type:"string"},connectTimeout:{type:"string",format:"duration"},acknowledgeTimeout:{
type:"string",format:"duration"},subscribeTimeout:{type:"string",format:"duration"},unsubscribeTimeout:{type:"\
string",format:"duration"},caCert:{type:"string"},cert:{type:"string"},key:{type:"string"}}},formats0=/^-?(|0|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/;
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
t be object"}],!1;return validate24.errors=vErrors,errors===0}function validate26(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let _errs1=errors;for(let key0 in data)if(!(key0===
"rebootRequired"||key0==="readTimeout")){return validate26.errors=[{instancePath,schemaPath:"#/additionalPrope\
rties",keyword:"additionalProperties",params:{additionalProperty:key0},message:"must NOT have additional prope\
rties"}],!1;break}if(_errs1===errors){if(data.rebootRequired!==void 0){let _errs2=errors;if(typeof data.rebootRequired!=
"boolean")return validate26.errors=[{instancePath:instancePath+"/rebootRequired",schemaPath:"#/properties/rebo\
otRequired/type",keyword:"type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs2===errors}else
var valid0=!0;if(valid0)if(data.readTimeout!==void 0){let data1=data.readTimeout,_errs4=errors;if(errors===_errs4&&
errors===_errs4)if(typeof data1=="string"){if(!formats0.test(data1))return validate26.errors=[{instancePath:instancePath+
"/readTimeout",schemaPath:"#/properties/readTimeout/format",keyword:"format",params:{format:"duration"},message:'\
must match format "duration"'}],!1}else return validate26.errors=[{instancePath:instancePath+"/readTimeout",schemaPath:"\
#/properties/readTimeout/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs4===
errors}else var valid0=!0}}else return validate26.errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{
type:"object"},message:"must be object"}],!1;return validate26.errors=vErrors,errors===0}var pattern0=new RegExp(
"^[^+#\\u0000]+$","u"),pattern1=new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]*$","u");function validate21(data,{instancePath="",
parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;if(errors===0)if(data&&typeof data==
"object"&&!Array.isArray(data)){let _errs1=errors;for(let key0 in data)if(!func2.call(schema6.properties,key0)){
return validate21.errors=[{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{
additionalProperty:key0},message:"must NOT have additional properties"}],!1;break}if(_errs1===errors){if(data.
connection!==void 0){let _errs2=errors;validate22(data.connection,{instancePath:instancePath+"/connection",parentData:data,
parentDataProperty:"connection",rootData})||(vErrors=vErrors===null?validate22.errors:vErrors.concat(validate22.
errors),errors=vErrors.length);var valid0=_errs2===errors}else var valid0=!0;if(valid0){if(data.log!==void 0){
let _errs3=errors;validate24(data.log,{instancePath:instancePath+"/log",parentData:data,parentDataProperty:"lo\
g",rootData})||(vErrors=vErrors===null?validate24.errors:vErrors.concat(validate24.errors),errors=vErrors.length);
var valid0=_errs3===errors}else var valid0=!0;if(valid0){if(data.topicPrefix!==void 0){let data2=data.topicPrefix,
_errs4=errors;if(errors===_errs4)if(typeof data2=="string"){if(!pattern0.test(data2))return validate21.errors=
[{instancePath:instancePath+"/topicPrefix",schemaPath:"#/properties/topicPrefix/pattern",keyword:"pattern",params:{
pattern:"^[^+#\\u0000]+$"},message:'must match pattern "^[^+#\\u0000]+$"'}],!1}else return validate21.errors=[
{instancePath:instancePath+"/topicPrefix",schemaPath:"#/properties/topicPrefix/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs4===errors}else var valid0=!0;if(valid0){if(data.stateDir!==
void 0){let _errs6=errors;if(typeof data.stateDir!="string")return validate21.errors=[{instancePath:instancePath+
"/stateDir",schemaPath:"#/properties/stateDir/type",keyword:"type",params:{type:"string"},message:"must be str\
ing"}],!1;var valid0=_errs6===errors}else var valid0=!0;if(valid0){if(data.bootIdFile!==void 0){let _errs8=errors;
if(typeof data.bootIdFile!="string")return validate21.errors=[{instancePath:instancePath+"/bootIdFile",schemaPath:"\
#/properties/bootIdFile/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs8===
errors}else var valid0=!0;if(valid0){if(data.domain!==void 0){let data5=data.domain,_errs10=errors;if(errors===
_errs10)if(typeof data5=="string"){if(!pattern1.test(data5))return validate21.errors=[{instancePath:instancePath+
"/domain",schemaPath:"#/properties/domain/pattern",keyword:"pattern",params:{pattern:"^[A-Za-z0-9][A-Za-z0-9_.\
-]*$"},message:'must match pattern "^[A-Za-z0-9][A-Za-z0-9_.-]*$"'}],!1}else return validate21.errors=[{instancePath:instancePath+
"/domain",schemaPath:"#/properties/domain/type",keyword:"type",params:{type:"string"},message:"must be string"}],
!1;var valid0=_errs10===errors}else var valid0=!0;if(valid0){if(data.thingsEnabled!==void 0){let data6=data.thingsEnabled,
_errs12=errors;if(typeof data6!="boolean")return validate21.errors=[{instancePath:instancePath+"/thingsEnabled",
schemaPath:"#/properties/thingsEnabled/type",keyword:"type",params:{type:"boolean"},message:"must be boolean"}],
!1;if(data6!==!1)return validate21.errors=[{instancePath:instancePath+"/thingsEnabled",schemaPath:"#/propertie\
s/thingsEnabled/const",keyword:"const",params:{allowedValue:!1},message:"must be equal to constant"}],!1;var valid0=_errs12===
errors}else var valid0=!0;if(valid0){if(data.agents!==void 0){let data7=data.agents,_errs14=errors;if(errors===
_errs14)if(data7&&typeof data7=="object"&&!Array.isArray(data7)){for(let key1 in data7){let _errs16=errors;if(typeof key1==
"string"&&!pattern1.test(key1)){let err0={instancePath:instancePath+"/agents",schemaPath:"#/properties/agents/\
propertyNames/pattern",keyword:"pattern",params:{pattern:"^[A-Za-z0-9][A-Za-z0-9_.-]*$"},message:'must match p\
attern "^[A-Za-z0-9][A-Za-z0-9_.-]*$"',propertyName:key1};vErrors===null?vErrors=[err0]:vErrors.push(err0),errors++}
var valid1=_errs16===errors;if(!valid1){let err1={instancePath:instancePath+"/agents",schemaPath:"#/properties\
/agents/propertyNames",keyword:"propertyNames",params:{propertyName:key1},message:"property name must be valid"};
return vErrors===null?vErrors=[err1]:vErrors.push(err1),errors++,validate21.errors=vErrors,!1;break}}if(valid1)
for(let key2 in data7){let _errs18=errors;validate26(data7[key2],{instancePath:instancePath+"/agents/"+key2.replace(
/~/g,"~0").replace(/\//g,"~1"),parentData:data7,parentDataProperty:key2,rootData})||(vErrors=vErrors===null?validate26.
errors:vErrors.concat(validate26.errors),errors=vErrors.length);var valid2=_errs18===errors;if(!valid2)break}}else
return validate21.errors=[{instancePath:instancePath+"/agents",schemaPath:"#/properties/agents/type",keyword:"\
type",params:{type:"object"},message:"must be object"}],!1;var valid0=_errs14===errors}else var valid0=!0;if(valid0){
if(data.order!==void 0){let data9=data.order,_errs19=errors;if(errors===_errs19)if(Array.isArray(data9)){var valid3=!0;
let len0=data9.length;for(let i0=0;i0<len0;i0++){let data10=data9[i0],_errs21=errors;if(errors===_errs21)if(Array.
isArray(data10)){var valid4=!0;let len1=data10.length;for(let i1=0;i1<len1;i1++){let _errs23=errors;if(typeof data10[i1]!=
"string")return validate21.errors=[{instancePath:instancePath+"/order/"+i0+"/"+i1,schemaPath:"#/properties/ord\
er/items/items/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid4=_errs23===
errors;if(!valid4)break}}else return validate21.errors=[{instancePath:instancePath+"/order/"+i0,schemaPath:"#/\
properties/order/items/type",keyword:"type",params:{type:"array"},message:"must be array"}],!1;var valid3=_errs21===
errors;if(!valid3)break}}else return validate21.errors=[{instancePath:instancePath+"/order",schemaPath:"#/prop\
erties/order/type",keyword:"type",params:{type:"array"},message:"must be array"}],!1;var valid0=_errs19===errors}else
var valid0=!0;if(valid0){if(data.rebootEnabled!==void 0){let _errs25=errors;if(typeof data.rebootEnabled!="boo\
lean")return validate21.errors=[{instancePath:instancePath+"/rebootEnabled",schemaPath:"#/properties/rebootEna\
bled/type",keyword:"type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs25===errors}else
var valid0=!0;if(valid0){if(data.rebootAfter!==void 0){let data13=data.rebootAfter,_errs27=errors;if(errors===
_errs27&&errors===_errs27)if(typeof data13=="string"){if(!formats0.test(data13))return validate21.errors=[{instancePath:instancePath+
"/rebootAfter",schemaPath:"#/properties/rebootAfter/format",keyword:"format",params:{format:"duration"},message:'\
must match format "duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/rebootAfter",schemaPath:"\
#/properties/rebootAfter/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs27===
errors}else var valid0=!0;if(valid0){if(data.rebootCommand!==void 0){let data14=data.rebootCommand,_errs29=errors,
_errs30=errors,valid5=!1,_errs31=errors;if(errors===_errs31)if(typeof data14=="string"){if(func4(data14)<1){let err2={
instancePath:instancePath+"/rebootCommand",schemaPath:"#/properties/rebootCommand/anyOf/0/minLength",keyword:"\
minLength",params:{limit:1},message:"must NOT have fewer than 1 characters"};vErrors===null?vErrors=[err2]:vErrors.
push(err2),errors++}}else{let err3={instancePath:instancePath+"/rebootCommand",schemaPath:"#/properties/reboot\
Command/anyOf/0/type",keyword:"type",params:{type:"string"},message:"must be string"};vErrors===null?vErrors=[
err3]:vErrors.push(err3),errors++}var _valid0=_errs31===errors;if(valid5=valid5||_valid0,!valid5){let _errs33=errors;
if(errors===_errs33)if(Array.isArray(data14))if(data14.length<1){let err4={instancePath:instancePath+"/rebootC\
ommand",schemaPath:"#/properties/rebootCommand/anyOf/1/minItems",keyword:"minItems",params:{limit:1},message:"\
must NOT have fewer than 1 items"};vErrors===null?vErrors=[err4]:vErrors.push(err4),errors++}else{var valid6=!0;
let len2=data14.length;for(let i2=0;i2<len2;i2++){let _errs35=errors;if(typeof data14[i2]!="string"){let err5={
instancePath:instancePath+"/rebootCommand/"+i2,schemaPath:"#/properties/rebootCommand/anyOf/1/items/type",keyword:"\
type",params:{type:"string"},message:"must be string"};vErrors===null?vErrors=[err5]:vErrors.push(err5),errors++}
var valid6=_errs35===errors;if(!valid6)break}}else{let err6={instancePath:instancePath+"/rebootCommand",schemaPath:"\
#/properties/rebootCommand/anyOf/1/type",keyword:"type",params:{type:"array"},message:"must be array"};vErrors===
null?vErrors=[err6]:vErrors.push(err6),errors++}var _valid0=_errs33===errors;valid5=valid5||_valid0}if(valid5)
errors=_errs30,vErrors!==null&&(_errs30?vErrors.length=_errs30:vErrors=null);else{let err7={instancePath:instancePath+
"/rebootCommand",schemaPath:"#/properties/rebootCommand/anyOf",keyword:"anyOf",params:{},message:"must match a\
 schema in anyOf"};return vErrors===null?vErrors=[err7]:vErrors.push(err7),errors++,validate21.errors=vErrors,
!1}var valid0=_errs29===errors}else var valid0=!0;if(valid0){if(data.rebootFallback!==void 0){let data16=data.
rebootFallback,_errs37=errors;if(errors===_errs37)if(Array.isArray(data16)){var valid7=!0;let len3=data16.length;
for(let i3=0;i3<len3;i3++){let data17=data16[i3],_errs39=errors;if(errors===_errs39)if(typeof data17=="string"){
if(func4(data17)<1)return validate21.errors=[{instancePath:instancePath+"/rebootFallback/"+i3,schemaPath:"#/pr\
operties/rebootFallback/items/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer tha\
n 1 characters"}],!1}else return validate21.errors=[{instancePath:instancePath+"/rebootFallback/"+i3,schemaPath:"\
#/properties/rebootFallback/items/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid7=_errs39===
errors;if(!valid7)break}}else return validate21.errors=[{instancePath:instancePath+"/rebootFallback",schemaPath:"\
#/properties/rebootFallback/type",keyword:"type",params:{type:"array"},message:"must be array"}],!1;var valid0=_errs37===
errors}else var valid0=!0;if(valid0){if(data.rebootTimeout!==void 0){let data18=data.rebootTimeout,_errs41=errors;
if(errors===_errs41&&errors===_errs41)if(typeof data18=="string"){if(!formats0.test(data18))return validate21.
errors=[{instancePath:instancePath+"/rebootTimeout",schemaPath:"#/properties/rebootTimeout/format",keyword:"fo\
rmat",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+
"/rebootTimeout",schemaPath:"#/properties/rebootTimeout/type",keyword:"type",params:{type:"string"},message:"m\
ust be string"}],!1;var valid0=_errs41===errors}else var valid0=!0;if(valid0){if(data.rebootHook!==void 0){let data19=data.
rebootHook,_errs43=errors,_errs44=errors,valid8=!1,_errs45=errors;if(errors===_errs45)if(typeof data19=="strin\
g"){if(func4(data19)<1){let err8={instancePath:instancePath+"/rebootHook",schemaPath:"#/properties/rebootHook/\
anyOf/0/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer than 1 characters"};vErrors===
null?vErrors=[err8]:vErrors.push(err8),errors++}}else{let err9={instancePath:instancePath+"/rebootHook",schemaPath:"\
#/properties/rebootHook/anyOf/0/type",keyword:"type",params:{type:"string"},message:"must be string"};vErrors===
null?vErrors=[err9]:vErrors.push(err9),errors++}var _valid1=_errs45===errors;if(valid8=valid8||_valid1,!valid8){
let _errs47=errors;if(errors===_errs47)if(Array.isArray(data19))if(data19.length<1){let err10={instancePath:instancePath+
"/rebootHook",schemaPath:"#/properties/rebootHook/anyOf/1/minItems",keyword:"minItems",params:{limit:1},message:"\
must NOT have fewer than 1 items"};vErrors===null?vErrors=[err10]:vErrors.push(err10),errors++}else{var valid9=!0;
let len4=data19.length;for(let i4=0;i4<len4;i4++){let _errs49=errors;if(typeof data19[i4]!="string"){let err11={
instancePath:instancePath+"/rebootHook/"+i4,schemaPath:"#/properties/rebootHook/anyOf/1/items/type",keyword:"t\
ype",params:{type:"string"},message:"must be string"};vErrors===null?vErrors=[err11]:vErrors.push(err11),errors++}
var valid9=_errs49===errors;if(!valid9)break}}else{let err12={instancePath:instancePath+"/rebootHook",schemaPath:"\
#/properties/rebootHook/anyOf/1/type",keyword:"type",params:{type:"array"},message:"must be array"};vErrors===
null?vErrors=[err12]:vErrors.push(err12),errors++}var _valid1=_errs47===errors;valid8=valid8||_valid1}if(valid8)
errors=_errs44,vErrors!==null&&(_errs44?vErrors.length=_errs44:vErrors=null);else{let err13={instancePath:instancePath+
"/rebootHook",schemaPath:"#/properties/rebootHook/anyOf",keyword:"anyOf",params:{},message:"must match a schem\
a in anyOf"};return vErrors===null?vErrors=[err13]:vErrors.push(err13),errors++,validate21.errors=vErrors,!1}var valid0=_errs43===
errors}else var valid0=!0;if(valid0){if(data.rebootDelayMax!==void 0){let data21=data.rebootDelayMax,_errs51=errors;
if(errors===_errs51&&errors===_errs51)if(typeof data21=="string"){if(!formats0.test(data21))return validate21.
errors=[{instancePath:instancePath+"/rebootDelayMax",schemaPath:"#/properties/rebootDelayMax/format",keyword:"\
format",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate21.errors=[
{instancePath:instancePath+"/rebootDelayMax",schemaPath:"#/properties/rebootDelayMax/type",keyword:"type",params:{
type:"string"},message:"must be string"}],!1;var valid0=_errs51===errors}else var valid0=!0;if(valid0){if(data.
phaseTimeout!==void 0){let data22=data.phaseTimeout,_errs53=errors;if(errors===_errs53&&errors===_errs53)if(typeof data22==
"string"){if(!formats0.test(data22))return validate21.errors=[{instancePath:instancePath+"/phaseTimeout",schemaPath:"\
#/properties/phaseTimeout/format",keyword:"format",params:{format:"duration"},message:'must match format "dura\
tion"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/phaseTimeout",schemaPath:"#/properties\
/phaseTimeout/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs53===errors}else
var valid0=!0;if(valid0){if(data.reportFeedbackInterval!==void 0){let data23=data.reportFeedbackInterval,_errs55=errors;
if(errors===_errs55&&errors===_errs55)if(typeof data23=="string"){if(!formats0.test(data23))return validate21.
errors=[{instancePath:instancePath+"/reportFeedbackInterval",schemaPath:"#/properties/reportFeedbackInterval/f\
ormat",keyword:"format",params:{format:"duration"},message:'must match format "duration"'}],!1}else return validate21.
errors=[{instancePath:instancePath+"/reportFeedbackInterval",schemaPath:"#/properties/reportFeedbackInterval/t\
ype",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs55===errors}else var valid0=!0;
if(valid0){if(data.currentStateDelay!==void 0){let data24=data.currentStateDelay,_errs57=errors;if(errors===_errs57&&
errors===_errs57)if(typeof data24=="string"){if(!formats0.test(data24))return validate21.errors=[{instancePath:instancePath+
"/currentStateDelay",schemaPath:"#/properties/currentStateDelay/format",keyword:"format",params:{format:"durat\
ion"},message:'must match format "duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/\
currentStateDelay",schemaPath:"#/properties/currentStateDelay/type",keyword:"type",params:{type:"string"},message:"\
must be string"}],!1;var valid0=_errs57===errors}else var valid0=!0;if(valid0){if(data.ownerConsentCommands!==
void 0){let data25=data.ownerConsentCommands,_errs59=errors;if(errors===_errs59)if(Array.isArray(data25)){var valid10=!0;
let len5=data25.length;for(let i5=0;i5<len5;i5++){let data26=data25[i5],_errs61=errors;if(typeof data26!="stri\
ng")return validate21.errors=[{instancePath:instancePath+"/ownerConsentCommands/"+i5,schemaPath:"#/properties/\
ownerConsentCommands/items/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;if(!(data26===
"DOWNLOAD"||data26==="UPDATE"||data26==="ACTIVATE"))return validate21.errors=[{instancePath:instancePath+"/own\
erConsentCommands/"+i5,schemaPath:"#/properties/ownerConsentCommands/items/enum",keyword:"enum",params:{allowedValues:schema6.
properties.ownerConsentCommands.items.enum},message:"must be equal to one of the allowed values"}],!1;var valid10=_errs61===
errors;if(!valid10)break}if(valid10){let i6=data25.length,j0;if(i6>1){let indices0={};for(;i6--;){let item0=data25[i6];
if(typeof item0=="string"){if(typeof indices0[item0]=="number"){return j0=indices0[item0],validate21.errors=[{
instancePath:instancePath+"/ownerConsentCommands",schemaPath:"#/properties/ownerConsentCommands/uniqueItems",keyword:"\
uniqueItems",params:{i:i6,j:j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i6+" are identic\
al)"}],!1;break}indices0[item0]=i6}}}}}else return validate21.errors=[{instancePath:instancePath+"/ownerConsen\
tCommands",schemaPath:"#/properties/ownerConsentCommands/type",keyword:"type",params:{type:"array"},message:"m\
ust be array"}],!1;var valid0=_errs59===errors}else var valid0=!0;if(valid0){if(data.ownerConsentTimeout!==void 0){
let data27=data.ownerConsentTimeout,_errs63=errors;if(errors===_errs63&&errors===_errs63)if(typeof data27=="st\
ring"){if(!formats0.test(data27))return validate21.errors=[{instancePath:instancePath+"/ownerConsentTimeout",schemaPath:"\
#/properties/ownerConsentTimeout/format",keyword:"format",params:{format:"duration"},message:'must match forma\
t "duration"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/ownerConsentTimeout",schemaPath:"\
#/properties/ownerConsentTimeout/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs63===
errors}else var valid0=!0;if(valid0){if(data.whenBusy!==void 0){let data28=data.whenBusy,_errs65=errors;if(typeof data28!=
"string")return validate21.errors=[{instancePath:instancePath+"/whenBusy",schemaPath:"#/properties/whenBusy/ty\
pe",keyword:"type",params:{type:"string"},message:"must be string"}],!1;if(!(data28==="supersede"||data28==="q\
ueue"||data28==="reject"))return validate21.errors=[{instancePath:instancePath+"/whenBusy",schemaPath:"#/prope\
rties/whenBusy/enum",keyword:"enum",params:{allowedValues:schema6.properties.whenBusy.enum},message:"must be e\
qual to one of the allowed values"}],!1;var valid0=_errs65===errors}else var valid0=!0;if(valid0){if(data.historyCount!==
void 0){let data29=data.historyCount,_errs67=errors;if(!(typeof data29=="number"&&!(data29%1)&&!isNaN(data29)&&
isFinite(data29)))return validate21.errors=[{instancePath:instancePath+"/historyCount",schemaPath:"#/propertie\
s/historyCount/type",keyword:"type",params:{type:"integer"},message:"must be integer"}],!1;if(errors===_errs67&&
typeof data29=="number"&&isFinite(data29)&&(data29<1||isNaN(data29)))return validate21.errors=[{instancePath:instancePath+
"/historyCount",schemaPath:"#/properties/historyCount/minimum",keyword:"minimum",params:{comparison:">=",limit:1},
message:"must be >= 1"}],!1;var valid0=_errs67===errors}else var valid0=!0;if(valid0)if(data.historyMaxAge!==void 0){
let data30=data.historyMaxAge,_errs69=errors;if(errors===_errs69&&errors===_errs69)if(typeof data30=="string"){
if(!formats0.test(data30))return validate21.errors=[{instancePath:instancePath+"/historyMaxAge",schemaPath:"#/\
properties/historyMaxAge/format",keyword:"format",params:{format:"duration"},message:'must match format "durat\
ion"'}],!1}else return validate21.errors=[{instancePath:instancePath+"/historyMaxAge",schemaPath:"#/properties\
/historyMaxAge/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs69===
errors}else var valid0=!0}}}}}}}}}}}}}}}}}}}}}}}}else return validate21.errors=[{instancePath,schemaPath:"#/ty\
pe",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate21.errors=vErrors,errors===
0}export{manager};
