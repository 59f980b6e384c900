/**
 * @file WebGPU in Node for the long commands (pretrain, record): Dawn's npm package, which is installed when a command
 * first needs it (132 MB, so not a dependency of the lesson itself), on the best Vulkan driver there is.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { type Gpu, openGpu } from '../../src/engine/webgpu/gpu.ts';

const PACKAGE = 'webgpu';
const VERSION = '0.6.2';

/** Software drivers by speed: Mesa's lavapipe is about four times SwiftShader (measured at 10 against 2.5 GFLOP/s). */
const SOFTWARE_DRIVERS = [
  '/usr/share/vulkan/icd.d/lvp_icd.json',
  '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json',
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

interface DawnModule {
  create(flags: string[]): GPU;
  globals: Record<string, unknown>;
}

async function loadDawn(): Promise<DawnModule> {
  const require = createRequire(import.meta.url);
  try {
    require.resolve(PACKAGE);
  } catch {
    console.log(`Installing ${PACKAGE}@${VERSION} (WebGPU for Node) once ...`);
    execFileSync('npm', ['install', '--no-save', '--no-package-lock', `${PACKAGE}@${VERSION}`], {
      stdio: 'inherit',
    });
  }
  return (await import(PACKAGE)) as DawnModule;
}

/** Kept alive for as long as the process: Dawn's instance must not be collected while a device is in use. */
const instances: GPU[] = [];

/** True where looking for a real GPU is worth loading Dawn: always, except on a Linux without any graphics device. */
export function mayHaveGpu(): boolean {
  return (
    process.platform !== 'linux' || ['/dev/dri', '/dev/nvidia0', '/dev/dxg'].some((path) => existsSync(path))
  );
}

/**
 * Opens a device: a real GPU where there is one, else the fastest software driver (none if `software` is false).
 * Throws with what to install.
 */
export async function openDawn({ software = true } = {}): Promise<Gpu> {
  const { create, globals } = await loadDawn();
  Object.assign(globalThis, globals);
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  const attempt = async (): Promise<Gpu | null> => {
    const instance = create(['enable-dawn-features=disable_robustness']);
    instances.push(instance);
    return openGpu(instance).catch(() => null);
  };
  const drivers = process.env.VK_ICD_FILENAMES
    ? [process.env.VK_ICD_FILENAMES]
    : [undefined, ...(software ? SOFTWARE_DRIVERS.filter((path) => existsSync(path)) : [])];
  for (const driver of drivers) {
    if (driver) process.env.VK_ICD_FILENAMES = driver;
    const gpu = await attempt();
    if (gpu && (software || !gpu.software)) return gpu;
    gpu?.dispose();
  }
  throw new Error(
    'No WebGPU adapter: install a Vulkan driver (on Debian: apt-get install mesa-vulkan-drivers libvulkan1) and run this again.',
  );
}
