// Generated from spec/schemas by `npm run generate`. Do not edit.

import type { Validator } from '../../validator.ts'

export declare const containersAgent: Validator
