// Generated from spec/schemas by `npm run generate`. Do not edit.

import type { Shape } from '../decode/shape.ts'

export const shapes = {
 "command": {
  "command": null,
  "baseline": null,
  "boot": null
 },
 "desiredState": {
  "baselines": [
   {
    "title": null,
    "description": null,
    "preconditions": null,
    "components": [
     null
    ]
   }
  ],
  "domains": [
   {
    "id": null,
    "config": [
     {
      "key": null,
      "value": null
     }
    ],
    "components": [
     {
      "id": null,
      "version": null,
      "config": [
       {
        "key": null,
        "value": null
       }
      ]
     }
    ]
   }
  ],
  "dryRun": null,
  "rebootBarrier": null
 },
 "envelope": {
  "activityId": null,
  "timestamp": null,
  "payload": null
 },
 "feedback": {
  "baseline": null,
  "status": null,
  "message": null,
  "reason": {
   "code": null,
   "phase": null,
   "component": null,
   "domain": null,
   "retryable": null,
   "retryAfterMs": null
  },
  "rebootRequired": null,
  "actions": [
   {
    "component": {
     "id": null,
     "version": null
    },
    "status": null,
    "progress": null,
    "message": null,
    "waitMs": null,
    "reason": {
     "code": null,
     "phase": null,
     "component": null,
     "domain": null,
     "retryable": null,
     "retryAfterMs": null
    }
   }
  ],
  "boot": null
 },
 "inventory": {
  "hardwareNodes": [
   {
    "id": null,
    "version": null,
    "name": null,
    "parameters": [
     {
      "key": null,
      "value": null
     }
    ],
    "addressable": null
   }
  ],
  "softwareNodes": [
   {
    "id": null,
    "version": null,
    "name": null,
    "parameters": [
     {
      "key": null,
      "value": null
     }
    ],
    "type": null
   }
  ],
  "associations": [
   {
    "sourceId": null,
    "targetId": null
   }
  ]
 },
 "ownerConsentFeedback": {
  "status": null,
  "command": null
 },
 "ownerConsent": {
  "command": null
 },
 "presence": {
  "online": null,
  "version": null
 },
 "status": {
  "campaigns": [
   {
    "activityId": null,
    "stage": null,
    "status": null,
    "message": null,
    "reason": {
     "code": null,
     "phase": null,
     "component": null,
     "domain": null,
     "retryable": null,
     "retryAfterMs": null
    },
    "digest": null,
    "receivedAt": null,
    "finishedAt": null,
    "paused": null,
    "dryRun": null,
    "actions": [
     {
      "component": {
       "id": null,
       "version": null
      },
      "status": null,
      "progress": null,
      "message": null,
      "waitMs": null,
      "reason": {
       "code": null,
       "phase": null,
       "component": null,
       "domain": null,
       "retryable": null,
       "retryAfterMs": null
      }
     }
    ],
    "waits": [
     {
      "domain": null,
      "for": null,
      "since": null,
      "until": null,
      "goesOnAt": null,
      "text": null
     }
    ]
   }
  ]
 }
} satisfies Record<string, Shape>
