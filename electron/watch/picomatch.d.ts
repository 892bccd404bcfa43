/** picomatch 4.0.7 has no types; only what Lazaret uses is declared. */
declare module 'picomatch/posix.js' {
  interface PicomatchOptions {
    /** Names that begin with a dot are matched like any other. */
    readonly dot?: boolean;
    readonly nocase?: boolean;
    /** A `!` in front is taken as it is, and does not turn the pattern around. */
    readonly nonegate?: boolean;
  }
  const picomatch: (glob: string, options?: PicomatchOptions) => (text: string) => boolean;
  export = picomatch;
}
