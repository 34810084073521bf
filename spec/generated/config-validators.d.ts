// Generated from spec/schemas by `npm run generate`. Do not edit.

import type { Validator } from '../validator.ts'

export declare const artifacts: Validator
export declare const connection: Validator
export declare const containersAgent: Validator
export declare const firmwareAgent: Validator
export declare const log: Validator
export declare const manager: Validator
export declare const softwareAgent: Validator
export declare const up: Validator
