import { cdktf } from './cdktf.ts';

/** The stack of one gateway. */
export class GatewayStack extends cdktf.TerraformStack {
  /**
   * Nothing: cdktf resolves the whole stack here a first time, in case that references from one stack to another make further resources. The
   * stacks of a gateway know nothing of each other, and each has its backend. With 60 sources on two clouds that is 1.4 s.
   */
  override prepareStack(): void {}
}
