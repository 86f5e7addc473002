export type SourceRule = {
  readonly in: RegExp;
  readonly except?: RegExp;
  readonly pattern: RegExp;
  readonly because: string;
};

/** More than this is an error; think again at 250. */
export const lineLimit = 400;

const source = /^(apps|packages|e2e|bench|scripts)\/.*\.(ts|tsx|mjs)$/;

export const sourceRules: readonly SourceRule[] = [
  {
    in: /^(apps|packages)\/.*\.tsx?$/,
    except: /(^|\/)environment\.ts$|\.test\.tsx?$|\/testing\/|\/bench\/|^packages\/db\/scripts\//,
    pattern: /\bprocess\.env\b/,
    because: 'the environment is read in one file per program: environment.ts',
  },
  {
    in: source,
    except: /^scripts\/walls\//,
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    because: 'open an issue instead',
  },
  {
    in: source,
    except: /^scripts\/walls\//,
    pattern: /\bvi\.(mock|doMock)\(/,
    because: 'no mock of our own modules: add a seam',
  },
  {
    in: source,
    except: /^scripts\/walls\//,
    pattern: /\b(it|test|describe)\.(only|todo)\b/,
    because: 'a test that is not run proves nothing',
  },
  {
    in: source,
    except: /^scripts\/walls\//,
    pattern: /waitForTimeout\(/,
    because: 'tests wait for events, never for time',
  },
  {
    in: source,
    except: /^scripts\/walls\//,
    pattern: /catch *(\([^)]*\))? *\{ *\}/,
    because: 'nobody swallows an error',
  },
  {
    in: source,
    except: /^scripts\/walls\//,
    pattern: /@ts-(ignore|nocheck)|biome-ignore(?!.*: .{10})|oxlint-disable(?!.* -- )|eslint-disable/,
    because: 'silence a check only with its reason beside it',
  },
];
