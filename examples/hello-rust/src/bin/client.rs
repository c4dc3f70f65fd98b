//! Adds the numbers of its arguments, by a call of a server: of this example, or of ../array-test.

use hello_rust::SERVICE;
use hello_rust::array_test::sum_array;
use mach_r::ipc::SendRight;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let numbers: Vec<i32> = std::env::args()
        .skip(1)
        .map(|number| number.parse())
        .collect::<Result<_, _>>()?;
    let server = SendRight::look_up(SERVICE)?;
    println!("{}", sum_array(&server, &numbers)?);
    Ok(())
}
