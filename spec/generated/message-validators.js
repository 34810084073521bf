// Generated from spec/schemas by `npm run generate`. Do not edit.
var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,
mod),mod.exports}catch(e){throw mod=0,e}};var require_ucs2length=__commonJS({"node_modules/ajv/dist/runtime/ucs2length.js"(exports){"use strict";Object.
defineProperty(exports,"__esModule",{value:!0});function ucs2length(str){let len=str.length,length=0,pos=0,value;
for(;pos<len;)length++,value=str.charCodeAt(pos++),value>=55296&&value<=56319&&pos<len&&(value=str.charCodeAt(
pos),(value&64512)===56320&&pos++);return length}exports.default=ucs2length;ucs2length.code='require("ajv/dist\
/runtime/ucs2length").default'}});var command=validate21;var func2=require_ucs2length().default;function validate21(data,{instancePath="",parentData,parentDataProperty,
rootData=data}={}){let vErrors=null,errors=0;if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){
let missing0;if(data.command===void 0&&(missing0="command"))return validate21.errors=[{instancePath,schemaPath:"\
#/required",keyword:"required",params:{missingProperty:missing0},message:"must have required property '"+missing0+
"'"}],!1;if(data.command!==void 0){let data0=data.command,_errs1=errors;if(errors===_errs1)if(typeof data0=="s\
tring"){if(func2(data0)<1)return validate21.errors=[{instancePath:instancePath+"/command",schemaPath:"#/proper\
ties/command/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer than 1 characters"}],
!1}else return validate21.errors=[{instancePath:instancePath+"/command",schemaPath:"#/properties/command/type",
keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===errors}else var valid0=!0;
if(valid0){if(data.baseline!==void 0){let _errs3=errors;if(typeof data.baseline!="string")return validate21.errors=
[{instancePath:instancePath+"/baseline",schemaPath:"#/properties/baseline/type",keyword:"type",params:{type:"s\
tring"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0;if(valid0)if(data.boot!==void 0){
let _errs5=errors;if(typeof data.boot!="string")return validate21.errors=[{instancePath:instancePath+"/boot",schemaPath:"\
#/properties/boot/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs5===
errors}else var valid0=!0}}else return validate21.errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{
type:"object"},message:"must be object"}],!1;return validate21.errors=vErrors,errors===0}var desiredState=validate22;function validate23(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.title===void 0&&(missing0=
"title"))return validate23.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.title!==void 0){let data0=data.title,_errs1=errors;
if(errors===_errs1)if(typeof data0=="string"){if(func2(data0)<1)return validate23.errors=[{instancePath:instancePath+
"/title",schemaPath:"#/properties/title/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have\
 fewer than 1 characters"}],!1}else return validate23.errors=[{instancePath:instancePath+"/title",schemaPath:"\
#/properties/title/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===
errors}else var valid0=!0;if(valid0){if(data.description!==void 0){let _errs3=errors;if(typeof data.description!=
"string")return validate23.errors=[{instancePath:instancePath+"/description",schemaPath:"#/properties/descript\
ion/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0;
if(valid0){if(data.preconditions!==void 0){let _errs5=errors;if(typeof data.preconditions!="string")return validate23.
errors=[{instancePath:instancePath+"/preconditions",schemaPath:"#/properties/preconditions/type",keyword:"type",
params:{type:"string"},message:"must be string"}],!1;var valid0=_errs5===errors}else var valid0=!0;if(valid0)if(data.
components!==void 0){let data3=data.components,_errs7=errors;if(errors===_errs7)if(Array.isArray(data3)){var valid1=!0;
let len0=data3.length;for(let i0=0;i0<len0;i0++){let _errs9=errors;if(typeof data3[i0]!="string")return validate23.
errors=[{instancePath:instancePath+"/components/"+i0,schemaPath:"#/properties/components/items/type",keyword:"\
type",params:{type:"string"},message:"must be string"}],!1;var valid1=_errs9===errors;if(!valid1)break}}else return validate23.
errors=[{instancePath:instancePath+"/components",schemaPath:"#/properties/components/type",keyword:"type",params:{
type:"array"},message:"must be array"}],!1;var valid0=_errs7===errors}else var valid0=!0}}}else return validate23.
errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;
return validate23.errors=vErrors,errors===0}var pattern0=new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]*$","u");function validate27(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.key===void 0&&(missing0=
"key"))return validate27.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.key!==void 0){let data0=data.key,_errs1=errors;
if(errors===_errs1)if(typeof data0=="string"){if(func2(data0)<1)return validate27.errors=[{instancePath:instancePath+
"/key",schemaPath:"#/properties/key/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have few\
er than 1 characters"}],!1}else return validate27.errors=[{instancePath:instancePath+"/key",schemaPath:"#/prop\
erties/key/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===errors}else
var valid0=!0;if(valid0)if(data.value!==void 0){let _errs3=errors;if(typeof data.value!="string")return validate27.
errors=[{instancePath:instancePath+"/value",schemaPath:"#/properties/value/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0}else return validate27.errors=
[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate27.
errors=vErrors,errors===0}function validate29(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.id===void 0&&(missing0=
"id"))return validate29.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.id!==void 0){let data0=data.id,_errs1=errors;
if(errors===_errs1)if(typeof data0=="string"){if(func2(data0)<1)return validate29.errors=[{instancePath:instancePath+
"/id",schemaPath:"#/properties/id/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer\
 than 1 characters"}],!1}else return validate29.errors=[{instancePath:instancePath+"/id",schemaPath:"#/propert\
ies/id/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===errors}else
var valid0=!0;if(valid0){if(data.version!==void 0){let _errs3=errors;if(typeof data.version!="string")return validate29.
errors=[{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0;if(valid0)if(data.config!==
void 0){let data2=data.config,_errs5=errors;if(errors===_errs5)if(Array.isArray(data2)){var valid1=!0;let len0=data2.
length;for(let i0=0;i0<len0;i0++){let _errs7=errors;validate27(data2[i0],{instancePath:instancePath+"/config/"+
i0,parentData:data2,parentDataProperty:i0,rootData})||(vErrors=vErrors===null?validate27.errors:vErrors.concat(
validate27.errors),errors=vErrors.length);var valid1=_errs7===errors;if(!valid1)break}}else return validate29.
errors=[{instancePath:instancePath+"/config",schemaPath:"#/properties/config/type",keyword:"type",params:{type:"\
array"},message:"must be array"}],!1;var valid0=_errs5===errors}else var valid0=!0}}else return validate29.errors=
[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate29.
errors=vErrors,errors===0}function validate25(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){
let vErrors=null,errors=0;if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.
id===void 0&&(missing0="id"))return validate25.errors=[{instancePath,schemaPath:"#/required",keyword:"required",
params:{missingProperty:missing0},message:"must have required property '"+missing0+"'"}],!1;if(data.id!==void 0){
let data0=data.id,_errs1=errors;if(errors===_errs1)if(typeof data0=="string"){if(func2(data0)<1)return validate25.
errors=[{instancePath:instancePath+"/id",schemaPath:"#/properties/id/minLength",keyword:"minLength",params:{limit:1},
message:"must NOT have fewer than 1 characters"}],!1;if(!pattern0.test(data0))return validate25.errors=[{instancePath:instancePath+
"/id",schemaPath:"#/properties/id/pattern",keyword:"pattern",params:{pattern:"^[A-Za-z0-9][A-Za-z0-9_.-]*$"},message:'\
must match pattern "^[A-Za-z0-9][A-Za-z0-9_.-]*$"'}],!1}else return validate25.errors=[{instancePath:instancePath+
"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===
errors}else var valid0=!0;if(valid0){if(data.config!==void 0){let data1=data.config,_errs3=errors;if(errors===
_errs3)if(Array.isArray(data1)){var valid1=!0;let len0=data1.length;for(let i0=0;i0<len0;i0++){let _errs5=errors;
validate27(data1[i0],{instancePath:instancePath+"/config/"+i0,parentData:data1,parentDataProperty:i0,rootData})||
(vErrors=vErrors===null?validate27.errors:vErrors.concat(validate27.errors),errors=vErrors.length);var valid1=_errs5===
errors;if(!valid1)break}}else return validate25.errors=[{instancePath:instancePath+"/config",schemaPath:"#/pro\
perties/config/type",keyword:"type",params:{type:"array"},message:"must be array"}],!1;var valid0=_errs3===errors}else
var valid0=!0;if(valid0)if(data.components!==void 0){let data3=data.components,_errs6=errors;if(errors===_errs6)
if(Array.isArray(data3)){var valid2=!0;let len1=data3.length;for(let i1=0;i1<len1;i1++){let _errs8=errors;validate29(
data3[i1],{instancePath:instancePath+"/components/"+i1,parentData:data3,parentDataProperty:i1,rootData})||(vErrors=
vErrors===null?validate29.errors:vErrors.concat(validate29.errors),errors=vErrors.length);var valid2=_errs8===
errors;if(!valid2)break}}else return validate25.errors=[{instancePath:instancePath+"/components",schemaPath:"#\
/properties/components/type",keyword:"type",params:{type:"array"},message:"must be array"}],!1;var valid0=_errs6===
errors}else var valid0=!0}}else return validate25.errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{
type:"object"},message:"must be object"}],!1;return validate25.errors=vErrors,errors===0}function validate22(data,{
instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;if(errors===0)if(data&&
typeof data=="object"&&!Array.isArray(data)){if(data.baselines!==void 0){let data0=data.baselines,_errs1=errors;
if(errors===_errs1)if(Array.isArray(data0)){var valid1=!0;let len0=data0.length;for(let i0=0;i0<len0;i0++){let _errs3=errors;
validate23(data0[i0],{instancePath:instancePath+"/baselines/"+i0,parentData:data0,parentDataProperty:i0,rootData})||
(vErrors=vErrors===null?validate23.errors:vErrors.concat(validate23.errors),errors=vErrors.length);var valid1=_errs3===
errors;if(!valid1)break}}else return validate22.errors=[{instancePath:instancePath+"/baselines",schemaPath:"#/\
properties/baselines/type",keyword:"type",params:{type:"array"},message:"must be array"}],!1;var valid0=_errs1===
errors}else var valid0=!0;if(valid0){if(data.domains!==void 0){let data2=data.domains,_errs4=errors;if(errors===
_errs4)if(Array.isArray(data2)){var valid2=!0;let len1=data2.length;for(let i1=0;i1<len1;i1++){let _errs6=errors;
validate25(data2[i1],{instancePath:instancePath+"/domains/"+i1,parentData:data2,parentDataProperty:i1,rootData})||
(vErrors=vErrors===null?validate25.errors:vErrors.concat(validate25.errors),errors=vErrors.length);var valid2=_errs6===
errors;if(!valid2)break}}else return validate22.errors=[{instancePath:instancePath+"/domains",schemaPath:"#/pr\
operties/domains/type",keyword:"type",params:{type:"array"},message:"must be array"}],!1;var valid0=_errs4===errors}else
var valid0=!0;if(valid0){if(data.dryRun!==void 0){let _errs7=errors;if(typeof data.dryRun!="boolean")return validate22.
errors=[{instancePath:instancePath+"/dryRun",schemaPath:"#/properties/dryRun/type",keyword:"type",params:{type:"\
boolean"},message:"must be boolean"}],!1;var valid0=_errs7===errors}else var valid0=!0;if(valid0)if(data.rebootBarrier!==
void 0){let _errs9=errors;if(typeof data.rebootBarrier!="boolean")return validate22.errors=[{instancePath:instancePath+
"/rebootBarrier",schemaPath:"#/properties/rebootBarrier/type",keyword:"type",params:{type:"boolean"},message:"\
must be boolean"}],!1;var valid0=_errs9===errors}else var valid0=!0}}}else return validate22.errors=[{instancePath,
schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate22.errors=
vErrors,errors===0}var envelope=validate33;function validate33(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.activityId===void 0&&
(missing0="activityId"))return validate33.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{
missingProperty:missing0},message:"must have required property '"+missing0+"'"}],!1;if(data.activityId!==void 0){
let _errs1=errors;if(typeof data.activityId!="string")return validate33.errors=[{instancePath:instancePath+"/a\
ctivityId",schemaPath:"#/properties/activityId/type",keyword:"type",params:{type:"string"},message:"must be st\
ring"}],!1;var valid0=_errs1===errors}else var valid0=!0;if(valid0)if(data.timestamp!==void 0){let data1=data.
timestamp,_errs3=errors;if(!(typeof data1=="number"&&!(data1%1)&&!isNaN(data1)&&isFinite(data1)))return validate33.
errors=[{instancePath:instancePath+"/timestamp",schemaPath:"#/properties/timestamp/type",keyword:"type",params:{
type:"integer"},message:"must be integer"}],!1;var valid0=_errs3===errors}else var valid0=!0}else return validate33.
errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;
return validate33.errors=vErrors,errors===0}var feedback=validate34;function validate35(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.code===void 0&&(missing0=
"code"))return validate35.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.code!==void 0){let _errs1=errors;if(typeof data.
code!="string")return validate35.errors=[{instancePath:instancePath+"/code",schemaPath:"#/properties/code/type",
keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===errors}else var valid0=!0;
if(valid0){if(data.phase!==void 0){let _errs3=errors;if(typeof data.phase!="string")return validate35.errors=[
{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/type",keyword:"type",params:{type:"string"},
message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0;if(valid0){if(data.component!==void 0){
let _errs5=errors;if(typeof data.component!="string")return validate35.errors=[{instancePath:instancePath+"/co\
mponent",schemaPath:"#/properties/component/type",keyword:"type",params:{type:"string"},message:"must be strin\
g"}],!1;var valid0=_errs5===errors}else var valid0=!0;if(valid0){if(data.domain!==void 0){let _errs7=errors;if(typeof data.
domain!="string")return validate35.errors=[{instancePath:instancePath+"/domain",schemaPath:"#/properties/domai\
n/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs7===errors}else var valid0=!0;
if(valid0){if(data.retryable!==void 0){let _errs9=errors;if(typeof data.retryable!="boolean")return validate35.
errors=[{instancePath:instancePath+"/retryable",schemaPath:"#/properties/retryable/type",keyword:"type",params:{
type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs9===errors}else var valid0=!0;if(valid0)if(data.
retryAfterMs!==void 0){let data5=data.retryAfterMs,_errs11=errors;if(errors===_errs11)if(typeof data5=="number"&&
isFinite(data5)){if(data5<0||isNaN(data5))return validate35.errors=[{instancePath:instancePath+"/retryAfterMs",
schemaPath:"#/properties/retryAfterMs/minimum",keyword:"minimum",params:{comparison:">=",limit:0},message:"mus\
t be >= 0"}],!1}else return validate35.errors=[{instancePath:instancePath+"/retryAfterMs",schemaPath:"#/proper\
ties/retryAfterMs/type",keyword:"type",params:{type:"number"},message:"must be number"}],!1;var valid0=_errs11===
errors}else var valid0=!0}}}}}else return validate35.errors=[{instancePath,schemaPath:"#/type",keyword:"type",
params:{type:"object"},message:"must be object"}],!1;return validate35.errors=vErrors,errors===0}function validate38(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.id===void 0&&(missing0=
"id"))return validate38.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.id!==void 0){let data0=data.id,_errs1=errors;
if(errors===_errs1)if(typeof data0=="string"){if(func2(data0)<1)return validate38.errors=[{instancePath:instancePath+
"/id",schemaPath:"#/properties/id/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer\
 than 1 characters"}],!1}else return validate38.errors=[{instancePath:instancePath+"/id",schemaPath:"#/propert\
ies/id/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===errors}else
var valid0=!0;if(valid0)if(data.version!==void 0){let _errs3=errors;if(typeof data.version!="string")return validate38.
errors=[{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0}else return validate38.errors=
[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate38.
errors=vErrors,errors===0}function validate40(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){
let vErrors=null,errors=0;if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.
code===void 0&&(missing0="code"))return validate40.errors=[{instancePath,schemaPath:"#/required",keyword:"requ\
ired",params:{missingProperty:missing0},message:"must have required property '"+missing0+"'"}],!1;if(data.code!==
void 0){let _errs1=errors;if(typeof data.code!="string")return validate40.errors=[{instancePath:instancePath+"\
/code",schemaPath:"#/properties/code/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;
var valid0=_errs1===errors}else var valid0=!0;if(valid0){if(data.phase!==void 0){let _errs3=errors;if(typeof data.
phase!="string")return validate40.errors=[{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/t\
ype",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0;
if(valid0){if(data.component!==void 0){let _errs5=errors;if(typeof data.component!="string")return validate40.
errors=[{instancePath:instancePath+"/component",schemaPath:"#/properties/component/type",keyword:"type",params:{
type:"string"},message:"must be string"}],!1;var valid0=_errs5===errors}else var valid0=!0;if(valid0){if(data.
domain!==void 0){let _errs7=errors;if(typeof data.domain!="string")return validate40.errors=[{instancePath:instancePath+
"/domain",schemaPath:"#/properties/domain/type",keyword:"type",params:{type:"string"},message:"must be string"}],
!1;var valid0=_errs7===errors}else var valid0=!0;if(valid0){if(data.retryable!==void 0){let _errs9=errors;if(typeof data.
retryable!="boolean")return validate40.errors=[{instancePath:instancePath+"/retryable",schemaPath:"#/propertie\
s/retryable/type",keyword:"type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs9===errors}else
var valid0=!0;if(valid0)if(data.retryAfterMs!==void 0){let data5=data.retryAfterMs,_errs11=errors;if(errors===
_errs11)if(typeof data5=="number"&&isFinite(data5)){if(data5<0||isNaN(data5))return validate40.errors=[{instancePath:instancePath+
"/retryAfterMs",schemaPath:"#/properties/retryAfterMs/minimum",keyword:"minimum",params:{comparison:">=",limit:0},
message:"must be >= 0"}],!1}else return validate40.errors=[{instancePath:instancePath+"/retryAfterMs",schemaPath:"\
#/properties/retryAfterMs/type",keyword:"type",params:{type:"number"},message:"must be number"}],!1;var valid0=_errs11===
errors}else var valid0=!0}}}}}else return validate40.errors=[{instancePath,schemaPath:"#/type",keyword:"type",
params:{type:"object"},message:"must be object"}],!1;return validate40.errors=vErrors,errors===0}function validate37(data,{
instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;if(errors===0)if(data&&
typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.component===void 0&&(missing0="component"))return validate37.
errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},message:"mu\
st have required property '"+missing0+"'"}],!1;if(data.component!==void 0){let _errs1=errors;validate38(data.component,
{instancePath:instancePath+"/component",parentData:data,parentDataProperty:"component",rootData})||(vErrors=vErrors===
null?validate38.errors:vErrors.concat(validate38.errors),errors=vErrors.length);var valid0=_errs1===errors}else
var valid0=!0;if(valid0){if(data.status!==void 0){let _errs2=errors;if(typeof data.status!="string")return validate37.
errors=[{instancePath:instancePath+"/status",schemaPath:"#/properties/status/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs2===errors}else var valid0=!0;if(valid0){if(data.progress!==
void 0){let data2=data.progress,_errs4=errors;if(!(typeof data2=="number"&&isFinite(data2)))return validate37.
errors=[{instancePath:instancePath+"/progress",schemaPath:"#/properties/progress/type",keyword:"type",params:{
type:"number"},message:"must be number"}],!1;var valid0=_errs4===errors}else var valid0=!0;if(valid0){if(data.
message!==void 0){let _errs6=errors;if(typeof data.message!="string")return validate37.errors=[{instancePath:instancePath+
"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type:"string"},message:"must be strin\
g"}],!1;var valid0=_errs6===errors}else var valid0=!0;if(valid0){if(data.waitMs!==void 0){let data4=data.waitMs,
_errs8=errors;if(!(typeof data4=="number"&&isFinite(data4)))return validate37.errors=[{instancePath:instancePath+
"/waitMs",schemaPath:"#/properties/waitMs/type",keyword:"type",params:{type:"number"},message:"must be number"}],
!1;var valid0=_errs8===errors}else var valid0=!0;if(valid0)if(data.reason!==void 0){let _errs10=errors;validate40(
data.reason,{instancePath:instancePath+"/reason",parentData:data,parentDataProperty:"reason",rootData})||(vErrors=
vErrors===null?validate40.errors:vErrors.concat(validate40.errors),errors=vErrors.length);var valid0=_errs10===
errors}else var valid0=!0}}}}}else return validate37.errors=[{instancePath,schemaPath:"#/type",keyword:"type",
params:{type:"object"},message:"must be object"}],!1;return validate37.errors=vErrors,errors===0}function validate34(data,{
instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;if(errors===0)if(data&&
typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.status===void 0&&(missing0="status"))return validate34.
errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},message:"mu\
st have required property '"+missing0+"'"}],!1;if(data.baseline!==void 0){let _errs1=errors;if(typeof data.baseline!=
"string")return validate34.errors=[{instancePath:instancePath+"/baseline",schemaPath:"#/properties/baseline/ty\
pe",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===errors}else var valid0=!0;
if(valid0){if(data.status!==void 0){let data1=data.status,_errs3=errors;if(errors===_errs3)if(typeof data1=="s\
tring"){if(func2(data1)<1)return validate34.errors=[{instancePath:instancePath+"/status",schemaPath:"#/propert\
ies/status/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer than 1 characters"}],!1}else
return validate34.errors=[{instancePath:instancePath+"/status",schemaPath:"#/properties/status/type",keyword:"\
type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0;if(valid0){
if(data.message!==void 0){let _errs5=errors;if(typeof data.message!="string")return validate34.errors=[{instancePath:instancePath+
"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type:"string"},message:"must be strin\
g"}],!1;var valid0=_errs5===errors}else var valid0=!0;if(valid0){if(data.reason!==void 0){let _errs7=errors;validate35(
data.reason,{instancePath:instancePath+"/reason",parentData:data,parentDataProperty:"reason",rootData})||(vErrors=
vErrors===null?validate35.errors:vErrors.concat(validate35.errors),errors=vErrors.length);var valid0=_errs7===
errors}else var valid0=!0;if(valid0){if(data.rebootRequired!==void 0){let _errs8=errors;if(typeof data.rebootRequired!=
"boolean")return validate34.errors=[{instancePath:instancePath+"/rebootRequired",schemaPath:"#/properties/rebo\
otRequired/type",keyword:"type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs8===errors}else
var valid0=!0;if(valid0){if(data.actions!==void 0){let data5=data.actions,_errs10=errors;if(errors===_errs10)if(Array.
isArray(data5)){var valid1=!0;let len0=data5.length;for(let i0=0;i0<len0;i0++){let _errs12=errors;validate37(data5[i0],
{instancePath:instancePath+"/actions/"+i0,parentData:data5,parentDataProperty:i0,rootData})||(vErrors=vErrors===
null?validate37.errors:vErrors.concat(validate37.errors),errors=vErrors.length);var valid1=_errs12===errors;if(!valid1)
break}}else return validate34.errors=[{instancePath:instancePath+"/actions",schemaPath:"#/properties/actions/t\
ype",keyword:"type",params:{type:"array"},message:"must be array"}],!1;var valid0=_errs10===errors}else var valid0=!0;
if(valid0)if(data.boot!==void 0){let _errs13=errors;if(typeof data.boot!="string")return validate34.errors=[{instancePath:instancePath+
"/boot",schemaPath:"#/properties/boot/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;
var valid0=_errs13===errors}else var valid0=!0}}}}}}else return validate34.errors=[{instancePath,schemaPath:"#\
/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate34.errors=vErrors,errors===
0}var inventory=validate43;function validate45(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.key===void 0&&(missing0=
"key"))return validate45.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.key!==void 0){let data0=data.key,_errs1=errors;
if(errors===_errs1)if(typeof data0=="string"){if(func2(data0)<1)return validate45.errors=[{instancePath:instancePath+
"/key",schemaPath:"#/properties/key/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have few\
er than 1 characters"}],!1}else return validate45.errors=[{instancePath:instancePath+"/key",schemaPath:"#/prop\
erties/key/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===errors}else
var valid0=!0;if(valid0)if(data.value!==void 0){let _errs3=errors;if(typeof data.value!="string")return validate45.
errors=[{instancePath:instancePath+"/value",schemaPath:"#/properties/value/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0}else return validate45.errors=
[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate45.
errors=vErrors,errors===0}function validate44(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){
let vErrors=null,errors=0;if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.
id===void 0&&(missing0="id"))return validate44.errors=[{instancePath,schemaPath:"#/required",keyword:"required",
params:{missingProperty:missing0},message:"must have required property '"+missing0+"'"}],!1;if(data.id!==void 0){
let data0=data.id,_errs1=errors;if(errors===_errs1)if(typeof data0=="string"){if(func2(data0)<1)return validate44.
errors=[{instancePath:instancePath+"/id",schemaPath:"#/properties/id/minLength",keyword:"minLength",params:{limit:1},
message:"must NOT have fewer than 1 characters"}],!1}else return validate44.errors=[{instancePath:instancePath+
"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===
errors}else var valid0=!0;if(valid0){if(data.version!==void 0){let _errs3=errors;if(typeof data.version!="stri\
ng")return validate44.errors=[{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"\
type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0;if(valid0){
if(data.name!==void 0){let _errs5=errors;if(typeof data.name!="string")return validate44.errors=[{instancePath:instancePath+
"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;
var valid0=_errs5===errors}else var valid0=!0;if(valid0){if(data.parameters!==void 0){let data3=data.parameters,
_errs7=errors;if(errors===_errs7)if(Array.isArray(data3)){var valid1=!0;let len0=data3.length;for(let i0=0;i0<
len0;i0++){let _errs9=errors;validate45(data3[i0],{instancePath:instancePath+"/parameters/"+i0,parentData:data3,
parentDataProperty:i0,rootData})||(vErrors=vErrors===null?validate45.errors:vErrors.concat(validate45.errors),
errors=vErrors.length);var valid1=_errs9===errors;if(!valid1)break}}else return validate44.errors=[{instancePath:instancePath+
"/parameters",schemaPath:"#/properties/parameters/type",keyword:"type",params:{type:"array"},message:"must be \
array"}],!1;var valid0=_errs7===errors}else var valid0=!0;if(valid0)if(data.addressable!==void 0){let _errs10=errors;
if(typeof data.addressable!="boolean")return validate44.errors=[{instancePath:instancePath+"/addressable",schemaPath:"\
#/properties/addressable/type",keyword:"type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs10===
errors}else var valid0=!0}}}}else return validate44.errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{
type:"object"},message:"must be object"}],!1;return validate44.errors=vErrors,errors===0}function validate48(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.id===void 0&&(missing0=
"id"))return validate48.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.id!==void 0){let data0=data.id,_errs1=errors;
if(errors===_errs1)if(typeof data0=="string"){if(func2(data0)<1)return validate48.errors=[{instancePath:instancePath+
"/id",schemaPath:"#/properties/id/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have fewer\
 than 1 characters"}],!1}else return validate48.errors=[{instancePath:instancePath+"/id",schemaPath:"#/propert\
ies/id/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===errors}else
var valid0=!0;if(valid0){if(data.version!==void 0){let _errs3=errors;if(typeof data.version!="string")return validate48.
errors=[{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0;if(valid0){if(data.name!==
void 0){let _errs5=errors;if(typeof data.name!="string")return validate48.errors=[{instancePath:instancePath+"\
/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;
var valid0=_errs5===errors}else var valid0=!0;if(valid0){if(data.parameters!==void 0){let data3=data.parameters,
_errs7=errors;if(errors===_errs7)if(Array.isArray(data3)){var valid1=!0;let len0=data3.length;for(let i0=0;i0<
len0;i0++){let _errs9=errors;validate45(data3[i0],{instancePath:instancePath+"/parameters/"+i0,parentData:data3,
parentDataProperty:i0,rootData})||(vErrors=vErrors===null?validate45.errors:vErrors.concat(validate45.errors),
errors=vErrors.length);var valid1=_errs9===errors;if(!valid1)break}}else return validate48.errors=[{instancePath:instancePath+
"/parameters",schemaPath:"#/properties/parameters/type",keyword:"type",params:{type:"array"},message:"must be \
array"}],!1;var valid0=_errs7===errors}else var valid0=!0;if(valid0)if(data.type!==void 0){let _errs10=errors;
if(typeof data.type!="string")return validate48.errors=[{instancePath:instancePath+"/type",schemaPath:"#/prope\
rties/type/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs10===errors}else
var valid0=!0}}}}else return validate48.errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"\
object"},message:"must be object"}],!1;return validate48.errors=vErrors,errors===0}function validate51(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.sourceId===void 0&&(missing0=
"sourceId")||data.targetId===void 0&&(missing0="targetId"))return validate51.errors=[{instancePath,schemaPath:"\
#/required",keyword:"required",params:{missingProperty:missing0},message:"must have required property '"+missing0+
"'"}],!1;if(data.sourceId!==void 0){let _errs1=errors;if(typeof data.sourceId!="string")return validate51.errors=
[{instancePath:instancePath+"/sourceId",schemaPath:"#/properties/sourceId/type",keyword:"type",params:{type:"s\
tring"},message:"must be string"}],!1;var valid0=_errs1===errors}else var valid0=!0;if(valid0)if(data.targetId!==
void 0){let _errs3=errors;if(typeof data.targetId!="string")return validate51.errors=[{instancePath:instancePath+
"/targetId",schemaPath:"#/properties/targetId/type",keyword:"type",params:{type:"string"},message:"must be str\
ing"}],!1;var valid0=_errs3===errors}else var valid0=!0}else return validate51.errors=[{instancePath,schemaPath:"\
#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate51.errors=vErrors,errors===
0}function validate43(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,
errors=0;if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){if(data.hardwareNodes!==void 0){let data0=data.
hardwareNodes,_errs1=errors;if(errors===_errs1)if(Array.isArray(data0)){var valid1=!0;let len0=data0.length;for(let i0=0;i0<
len0;i0++){let _errs3=errors;validate44(data0[i0],{instancePath:instancePath+"/hardwareNodes/"+i0,parentData:data0,
parentDataProperty:i0,rootData})||(vErrors=vErrors===null?validate44.errors:vErrors.concat(validate44.errors),
errors=vErrors.length);var valid1=_errs3===errors;if(!valid1)break}}else return validate43.errors=[{instancePath:instancePath+
"/hardwareNodes",schemaPath:"#/properties/hardwareNodes/type",keyword:"type",params:{type:"array"},message:"mu\
st be array"}],!1;var valid0=_errs1===errors}else var valid0=!0;if(valid0){if(data.softwareNodes!==void 0){let data2=data.
softwareNodes,_errs4=errors;if(errors===_errs4)if(Array.isArray(data2)){var valid2=!0;let len1=data2.length;for(let i1=0;i1<
len1;i1++){let _errs6=errors;validate48(data2[i1],{instancePath:instancePath+"/softwareNodes/"+i1,parentData:data2,
parentDataProperty:i1,rootData})||(vErrors=vErrors===null?validate48.errors:vErrors.concat(validate48.errors),
errors=vErrors.length);var valid2=_errs6===errors;if(!valid2)break}}else return validate43.errors=[{instancePath:instancePath+
"/softwareNodes",schemaPath:"#/properties/softwareNodes/type",keyword:"type",params:{type:"array"},message:"mu\
st be array"}],!1;var valid0=_errs4===errors}else var valid0=!0;if(valid0)if(data.associations!==void 0){let data4=data.
associations,_errs7=errors;if(errors===_errs7)if(Array.isArray(data4)){var valid3=!0;let len2=data4.length;for(let i2=0;i2<
len2;i2++){let _errs9=errors;validate51(data4[i2],{instancePath:instancePath+"/associations/"+i2,parentData:data4,
parentDataProperty:i2,rootData})||(vErrors=vErrors===null?validate51.errors:vErrors.concat(validate51.errors),
errors=vErrors.length);var valid3=_errs9===errors;if(!valid3)break}}else return validate43.errors=[{instancePath:instancePath+
"/associations",schemaPath:"#/properties/associations/type",keyword:"type",params:{type:"array"},message:"must\
 be array"}],!1;var valid0=_errs7===errors}else var valid0=!0}}else return validate43.errors=[{instancePath,schemaPath:"\
#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate43.errors=vErrors,errors===
0}var ownerConsentFeedback=validate53;function validate53(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.status===void 0&&(missing0=
"status"))return validate53.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.status!==void 0){let data0=data.status,_errs1=errors;
if(errors===_errs1)if(typeof data0=="string"){if(func2(data0)<1)return validate53.errors=[{instancePath:instancePath+
"/status",schemaPath:"#/properties/status/minLength",keyword:"minLength",params:{limit:1},message:"must NOT ha\
ve fewer than 1 characters"}],!1}else return validate53.errors=[{instancePath:instancePath+"/status",schemaPath:"\
#/properties/status/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===
errors}else var valid0=!0;if(valid0)if(data.command!==void 0){let _errs3=errors;if(typeof data.command!="strin\
g")return validate53.errors=[{instancePath:instancePath+"/command",schemaPath:"#/properties/command/type",keyword:"\
type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0}else return validate53.
errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;
return validate53.errors=vErrors,errors===0}var ownerConsent=validate54;function validate54(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.command===void 0&&(missing0=
"command"))return validate54.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.command!==void 0){let data0=data.command;if(errors===
errors)if(typeof data0=="string"){if(func2(data0)<1)return validate54.errors=[{instancePath:instancePath+"/com\
mand",schemaPath:"#/properties/command/minLength",keyword:"minLength",params:{limit:1},message:"must NOT have \
fewer than 1 characters"}],!1}else return validate54.errors=[{instancePath:instancePath+"/command",schemaPath:"\
#/properties/command/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1}}else return validate54.
errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;
return validate54.errors=vErrors,errors===0}var presence=validate55;function validate55(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.online===void 0&&(missing0=
"online"))return validate55.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.online!==void 0){let _errs1=errors;if(typeof data.
online!="boolean")return validate55.errors=[{instancePath:instancePath+"/online",schemaPath:"#/properties/onli\
ne/type",keyword:"type",params:{type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs1===errors}else
var valid0=!0;if(valid0)if(data.version!==void 0){let _errs3=errors;if(typeof data.version!="string")return validate55.
errors=[{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0}else return validate55.errors=
[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate55.
errors=vErrors,errors===0}var status=validate56;function validate58(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.code===void 0&&(missing0=
"code"))return validate58.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.code!==void 0){let _errs1=errors;if(typeof data.
code!="string")return validate58.errors=[{instancePath:instancePath+"/code",schemaPath:"#/properties/code/type",
keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===errors}else var valid0=!0;
if(valid0){if(data.phase!==void 0){let _errs3=errors;if(typeof data.phase!="string")return validate58.errors=[
{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/type",keyword:"type",params:{type:"string"},
message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0;if(valid0){if(data.component!==void 0){
let _errs5=errors;if(typeof data.component!="string")return validate58.errors=[{instancePath:instancePath+"/co\
mponent",schemaPath:"#/properties/component/type",keyword:"type",params:{type:"string"},message:"must be strin\
g"}],!1;var valid0=_errs5===errors}else var valid0=!0;if(valid0){if(data.domain!==void 0){let _errs7=errors;if(typeof data.
domain!="string")return validate58.errors=[{instancePath:instancePath+"/domain",schemaPath:"#/properties/domai\
n/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs7===errors}else var valid0=!0;
if(valid0){if(data.retryable!==void 0){let _errs9=errors;if(typeof data.retryable!="boolean")return validate58.
errors=[{instancePath:instancePath+"/retryable",schemaPath:"#/properties/retryable/type",keyword:"type",params:{
type:"boolean"},message:"must be boolean"}],!1;var valid0=_errs9===errors}else var valid0=!0;if(valid0)if(data.
retryAfterMs!==void 0){let data5=data.retryAfterMs,_errs11=errors;if(errors===_errs11)if(typeof data5=="number"&&
isFinite(data5)){if(data5<0||isNaN(data5))return validate58.errors=[{instancePath:instancePath+"/retryAfterMs",
schemaPath:"#/properties/retryAfterMs/minimum",keyword:"minimum",params:{comparison:">=",limit:0},message:"mus\
t be >= 0"}],!1}else return validate58.errors=[{instancePath:instancePath+"/retryAfterMs",schemaPath:"#/proper\
ties/retryAfterMs/type",keyword:"type",params:{type:"number"},message:"must be number"}],!1;var valid0=_errs11===
errors}else var valid0=!0}}}}}else return validate58.errors=[{instancePath,schemaPath:"#/type",keyword:"type",
params:{type:"object"},message:"must be object"}],!1;return validate58.errors=vErrors,errors===0}function validate60(data,{
instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;if(errors===0)if(data&&
typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.component===void 0&&(missing0="component"))return validate60.
errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},message:"mu\
st have required property '"+missing0+"'"}],!1;if(data.component!==void 0){let _errs1=errors;validate38(data.component,
{instancePath:instancePath+"/component",parentData:data,parentDataProperty:"component",rootData})||(vErrors=vErrors===
null?validate38.errors:vErrors.concat(validate38.errors),errors=vErrors.length);var valid0=_errs1===errors}else
var valid0=!0;if(valid0){if(data.status!==void 0){let _errs2=errors;if(typeof data.status!="string")return validate60.
errors=[{instancePath:instancePath+"/status",schemaPath:"#/properties/status/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs2===errors}else var valid0=!0;if(valid0){if(data.progress!==
void 0){let data2=data.progress,_errs4=errors;if(!(typeof data2=="number"&&isFinite(data2)))return validate60.
errors=[{instancePath:instancePath+"/progress",schemaPath:"#/properties/progress/type",keyword:"type",params:{
type:"number"},message:"must be number"}],!1;var valid0=_errs4===errors}else var valid0=!0;if(valid0){if(data.
message!==void 0){let _errs6=errors;if(typeof data.message!="string")return validate60.errors=[{instancePath:instancePath+
"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type:"string"},message:"must be strin\
g"}],!1;var valid0=_errs6===errors}else var valid0=!0;if(valid0){if(data.waitMs!==void 0){let data4=data.waitMs,
_errs8=errors;if(!(typeof data4=="number"&&isFinite(data4)))return validate60.errors=[{instancePath:instancePath+
"/waitMs",schemaPath:"#/properties/waitMs/type",keyword:"type",params:{type:"number"},message:"must be number"}],
!1;var valid0=_errs8===errors}else var valid0=!0;if(valid0)if(data.reason!==void 0){let _errs10=errors;validate40(
data.reason,{instancePath:instancePath+"/reason",parentData:data,parentDataProperty:"reason",rootData})||(vErrors=
vErrors===null?validate40.errors:vErrors.concat(validate40.errors),errors=vErrors.length);var valid0=_errs10===
errors}else var valid0=!0}}}}}else return validate60.errors=[{instancePath,schemaPath:"#/type",keyword:"type",
params:{type:"object"},message:"must be object"}],!1;return validate60.errors=vErrors,errors===0}function validate64(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;
if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.for===void 0&&(missing0=
"for")||data.since===void 0&&(missing0="since")||data.text===void 0&&(missing0="text"))return validate64.errors=
[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},message:"must have\
 required property '"+missing0+"'"}],!1;if(data.domain!==void 0){let _errs1=errors;if(typeof data.domain!="str\
ing")return validate64.errors=[{instancePath:instancePath+"/domain",schemaPath:"#/properties/domain/type",keyword:"\
type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===errors}else var valid0=!0;if(valid0){
if(data.for!==void 0){let _errs3=errors;if(typeof data.for!="string")return validate64.errors=[{instancePath:instancePath+
"/for",schemaPath:"#/properties/for/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;
var valid0=_errs3===errors}else var valid0=!0;if(valid0){if(data.since!==void 0){let data2=data.since,_errs5=errors;
if(!(typeof data2=="number"&&!(data2%1)&&!isNaN(data2)&&isFinite(data2)))return validate64.errors=[{instancePath:instancePath+
"/since",schemaPath:"#/properties/since/type",keyword:"type",params:{type:"integer"},message:"must be integer"}],
!1;var valid0=_errs5===errors}else var valid0=!0;if(valid0){if(data.until!==void 0){let data3=data.until,_errs7=errors;
if(!(typeof data3=="number"&&!(data3%1)&&!isNaN(data3)&&isFinite(data3)))return validate64.errors=[{instancePath:instancePath+
"/until",schemaPath:"#/properties/until/type",keyword:"type",params:{type:"integer"},message:"must be integer"}],
!1;var valid0=_errs7===errors}else var valid0=!0;if(valid0){if(data.goesOnAt!==void 0){let data4=data.goesOnAt,
_errs9=errors;if(!(typeof data4=="number"&&!(data4%1)&&!isNaN(data4)&&isFinite(data4)))return validate64.errors=
[{instancePath:instancePath+"/goesOnAt",schemaPath:"#/properties/goesOnAt/type",keyword:"type",params:{type:"i\
nteger"},message:"must be integer"}],!1;var valid0=_errs9===errors}else var valid0=!0;if(valid0)if(data.text!==
void 0){let _errs11=errors;if(typeof data.text!="string")return validate64.errors=[{instancePath:instancePath+
"/text",schemaPath:"#/properties/text/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;
var valid0=_errs11===errors}else var valid0=!0}}}}}else return validate64.errors=[{instancePath,schemaPath:"#/\
type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;return validate64.errors=vErrors,errors===
0}function validate57(data,{instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,
errors=0;if(errors===0)if(data&&typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.activityId===
void 0&&(missing0="activityId")||data.stage===void 0&&(missing0="stage")||data.receivedAt===void 0&&(missing0=
"receivedAt"))return validate57.errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},
message:"must have required property '"+missing0+"'"}],!1;if(data.activityId!==void 0){let _errs1=errors;if(typeof data.
activityId!="string")return validate57.errors=[{instancePath:instancePath+"/activityId",schemaPath:"#/properti\
es/activityId/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs1===errors}else
var valid0=!0;if(valid0){if(data.stage!==void 0){let _errs3=errors;if(typeof data.stage!="string")return validate57.
errors=[{instancePath:instancePath+"/stage",schemaPath:"#/properties/stage/type",keyword:"type",params:{type:"\
string"},message:"must be string"}],!1;var valid0=_errs3===errors}else var valid0=!0;if(valid0){if(data.status!==
void 0){let _errs5=errors;if(typeof data.status!="string")return validate57.errors=[{instancePath:instancePath+
"/status",schemaPath:"#/properties/status/type",keyword:"type",params:{type:"string"},message:"must be string"}],
!1;var valid0=_errs5===errors}else var valid0=!0;if(valid0){if(data.message!==void 0){let _errs7=errors;if(typeof data.
message!="string")return validate57.errors=[{instancePath:instancePath+"/message",schemaPath:"#/properties/mes\
sage/type",keyword:"type",params:{type:"string"},message:"must be string"}],!1;var valid0=_errs7===errors}else
var valid0=!0;if(valid0){if(data.reason!==void 0){let _errs9=errors;validate58(data.reason,{instancePath:instancePath+
"/reason",parentData:data,parentDataProperty:"reason",rootData})||(vErrors=vErrors===null?validate58.errors:vErrors.
concat(validate58.errors),errors=vErrors.length);var valid0=_errs9===errors}else var valid0=!0;if(valid0){if(data.
digest!==void 0){let _errs10=errors;if(typeof data.digest!="string")return validate57.errors=[{instancePath:instancePath+
"/digest",schemaPath:"#/properties/digest/type",keyword:"type",params:{type:"string"},message:"must be string"}],
!1;var valid0=_errs10===errors}else var valid0=!0;if(valid0){if(data.receivedAt!==void 0){let data6=data.receivedAt,
_errs12=errors;if(!(typeof data6=="number"&&!(data6%1)&&!isNaN(data6)&&isFinite(data6)))return validate57.errors=
[{instancePath:instancePath+"/receivedAt",schemaPath:"#/properties/receivedAt/type",keyword:"type",params:{type:"\
integer"},message:"must be integer"}],!1;var valid0=_errs12===errors}else var valid0=!0;if(valid0){if(data.finishedAt!==
void 0){let data7=data.finishedAt,_errs14=errors;if(!(typeof data7=="number"&&!(data7%1)&&!isNaN(data7)&&isFinite(
data7)))return validate57.errors=[{instancePath:instancePath+"/finishedAt",schemaPath:"#/properties/finishedAt\
/type",keyword:"type",params:{type:"integer"},message:"must be integer"}],!1;var valid0=_errs14===errors}else var valid0=!0;
if(valid0){if(data.paused!==void 0){let _errs16=errors;if(typeof data.paused!="boolean")return validate57.errors=
[{instancePath:instancePath+"/paused",schemaPath:"#/properties/paused/type",keyword:"type",params:{type:"boole\
an"},message:"must be boolean"}],!1;var valid0=_errs16===errors}else var valid0=!0;if(valid0){if(data.dryRun!==
void 0){let _errs18=errors;if(typeof data.dryRun!="boolean")return validate57.errors=[{instancePath:instancePath+
"/dryRun",schemaPath:"#/properties/dryRun/type",keyword:"type",params:{type:"boolean"},message:"must be boolea\
n"}],!1;var valid0=_errs18===errors}else var valid0=!0;if(valid0){if(data.actions!==void 0){let data10=data.actions,
_errs20=errors;if(errors===_errs20)if(Array.isArray(data10)){var valid1=!0;let len0=data10.length;for(let i0=0;i0<
len0;i0++){let _errs22=errors;validate60(data10[i0],{instancePath:instancePath+"/actions/"+i0,parentData:data10,
parentDataProperty:i0,rootData})||(vErrors=vErrors===null?validate60.errors:vErrors.concat(validate60.errors),
errors=vErrors.length);var valid1=_errs22===errors;if(!valid1)break}}else return validate57.errors=[{instancePath:instancePath+
"/actions",schemaPath:"#/properties/actions/type",keyword:"type",params:{type:"array"},message:"must be array"}],
!1;var valid0=_errs20===errors}else var valid0=!0;if(valid0)if(data.waits!==void 0){let data12=data.waits,_errs23=errors;
if(errors===_errs23)if(Array.isArray(data12)){var valid2=!0;let len1=data12.length;for(let i1=0;i1<len1;i1++){
let _errs25=errors;validate64(data12[i1],{instancePath:instancePath+"/waits/"+i1,parentData:data12,parentDataProperty:i1,
rootData})||(vErrors=vErrors===null?validate64.errors:vErrors.concat(validate64.errors),errors=vErrors.length);
var valid2=_errs25===errors;if(!valid2)break}}else return validate57.errors=[{instancePath:instancePath+"/wait\
s",schemaPath:"#/properties/waits/type",keyword:"type",params:{type:"array"},message:"must be array"}],!1;var valid0=_errs23===
errors}else var valid0=!0}}}}}}}}}}}else return validate57.errors=[{instancePath,schemaPath:"#/type",keyword:"\
type",params:{type:"object"},message:"must be object"}],!1;return validate57.errors=vErrors,errors===0}function validate56(data,{
instancePath="",parentData,parentDataProperty,rootData=data}={}){let vErrors=null,errors=0;if(errors===0)if(data&&
typeof data=="object"&&!Array.isArray(data)){let missing0;if(data.campaigns===void 0&&(missing0="campaigns"))return validate56.
errors=[{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty:missing0},message:"mu\
st have required property '"+missing0+"'"}],!1;if(data.campaigns!==void 0){let data0=data.campaigns;if(errors===
errors)if(Array.isArray(data0)){var valid1=!0;let len0=data0.length;for(let i0=0;i0<len0;i0++){let _errs3=errors;
validate57(data0[i0],{instancePath:instancePath+"/campaigns/"+i0,parentData:data0,parentDataProperty:i0,rootData})||
(vErrors=vErrors===null?validate57.errors:vErrors.concat(validate57.errors),errors=vErrors.length);var valid1=_errs3===
errors;if(!valid1)break}}else return validate56.errors=[{instancePath:instancePath+"/campaigns",schemaPath:"#/\
properties/campaigns/type",keyword:"type",params:{type:"array"},message:"must be array"}],!1}}else return validate56.
errors=[{instancePath,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object"}],!1;
return validate56.errors=vErrors,errors===0}export{command,desiredState,envelope,feedback,inventory,ownerConsent,ownerConsentFeedback,presence,status};
